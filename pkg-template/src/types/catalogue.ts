/** An effect in Akool's catalogue. */
export interface Effect {
  /** The value for `effect_code` in a {@link CreateRequest}. */
  effect_code: string;
  name?: string;
  /** The URL of a still image. */
  logo?: string;
  /** The URL of a preview video. */
  video_url?: string;
  [field: string]: unknown;
}

/** A model for batches, as Akool lists it. */
export interface Model {
  /** The value for {@link BatchRequest.model_name}. */
  value: string;
  /** The name to show to users. */
  label?: string;
  /** The resolutions it supports. */
  resolutionList?: { value?: string; label?: string; [field: string]: unknown }[];
  /** The video lengths it supports, in seconds. */
  durationList?: number[];
  /** Whether it accepts `last_image_url`. */
  supportedLastFrame?: boolean;
  /** The maximum number of variations in one batch. */
  maxCount?: number;
  [field: string]: unknown;
}
