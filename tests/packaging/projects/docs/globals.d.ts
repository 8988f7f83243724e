// What short samples take for granted.
declare const file: File;
declare const video: HTMLVideoElement;
declare function userOf(request: unknown): string | undefined;
// Nuxt's auto-imports.
declare function defineEventHandler<Result>(handler: (event: object) => Result): (event: object) => Result;
declare function getHeader(event: object, name: string): string | undefined;
