/** An entry of the vendor's effect catalogue. */
export interface Effect {
  /** Goes into {@link CreateRequest}. */
  effect_code: string;
  name?: string;
  /** A still picture. */
  logo?: string;
  /** A preview. */
  video_url?: string;
  [field: string]: unknown;
}

/** A model for batches, as the vendor lists it. */
export interface Model {
  /** Goes into {@link BatchRequest.model_name}. */
  value: string;
  /** For people. */
  label?: string;
  /** Sizes it makes. */
  resolutionList?: { value?: string; label?: string; [field: string]: unknown }[];
  /** Lengths it makes, in seconds. */
  durationList?: number[];
  /** Takes a last picture. */
  supportedLastFrame?: boolean;
  /** Most variations at once. */
  maxCount?: number;
  [field: string]: unknown;
}
