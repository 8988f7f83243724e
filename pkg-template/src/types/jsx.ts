// biome-ignore-all lint/suspicious/noTsIgnore: whether there is an error depends on what is installed
// Declares <image-to-video> for the frameworks whose JSX or templates are type-checked. A framework that is not installed is
// ignored, which each of these comments is for.

/** @ts-ignore */
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { ImageToVideoElement } from "../element.js";
import type { ImageToVideoRunClient, ImageToVideoSnapshot } from "../store/types.js";
import type { CreateRequest, Resolution, VideoLength } from "./requests.js";

/** What `<image-to-video>` takes in JSX beside the attributes of every element. */
export interface ImageToVideoElementProps {
  image_url?: string | undefined;
  prompt?: string | undefined;
  effect_code?: string | undefined;
  resolution?: Resolution | undefined;
  video_length?: VideoLength | undefined;
  base_url?: string | undefined;
  token_url?: string | undefined;
  no_resume?: boolean | undefined;
  submit_id?: boolean | undefined;
  required?: boolean | undefined;
  disabled?: boolean | undefined;
  name?: string | undefined;
  /** A property, where the framework sets properties. */
  request?: Partial<CreateRequest> | undefined;
  /** A property, where the framework sets properties. */
  client?: ImageToVideoRunClient | undefined;
  /** React 19 and Preact listen to `update` by this name. */
  onupdate?: ((event: CustomEvent<ImageToVideoSnapshot>) => unknown) | undefined;
}

/** The attributes of every element, for frameworks whose own type for them differs between versions. */
export interface ElementProps {
  id?: string | undefined;
  class?: string | undefined;
  className?: string | undefined;
  style?: unknown;
  slot?: string | undefined;
  hidden?: boolean | undefined;
  key?: unknown;
  ref?: unknown;
  children?: unknown;
}

/** The element in React. */
export type ReactElementProps = DetailedHTMLProps<HTMLAttributes<ImageToVideoElement>, ImageToVideoElement> &
  ImageToVideoElementProps;

/** @ts-ignore */
declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "image-to-video": ReactElementProps;
    }
  }
}

/** @ts-ignore */
declare module "preact" {
  namespace JSX {
    interface IntrinsicElements {
      "image-to-video": ElementProps & ImageToVideoElementProps;
    }
  }
}

/** @ts-ignore */
declare module "solid-js" {
  namespace JSX {
    interface IntrinsicElements {
      "image-to-video": ElementProps & ImageToVideoElementProps;
    }
  }
}

/** @ts-ignore */
declare module "vue" {
  interface GlobalComponents {
    "image-to-video": new () => { $props: ElementProps & ImageToVideoElementProps };
  }
}
