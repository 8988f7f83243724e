// What short samples take for granted.
declare const file: File;
declare const video: HTMLVideoElement;
declare function userOf(request: unknown): string | undefined;
