import { S3Error } from './s3-error.ts';

/** Percent-encodes everything but `A-Z a-z 0-9 - . _ ~`, as signature version 4 wants it. */
export function encodeUriText(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The same for a path or a key: its slashes stay. */
export function encodeUriPath(path: string): string {
  return path.split('/').map(encodeUriText).join('/');
}

/** @throws S3Error InvalidURI: a stray percent sign, or bytes that are not UTF-8 */
export function decodeUriText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) {
      throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI", { URI: text });
    }
    throw error;
  }
}
