/** An answer of S3 that is an error: `code` as AWS names it, `elements` are put into its XML beside Code and Message. */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly status: number;
  readonly code: string;
  readonly elements: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, elements: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.elements = elements;
  }
}

export function accessDenied(message = 'Access Denied'): S3Error {
  return new S3Error(403, 'AccessDenied', message);
}

export function invalidArgument(name: string, value: string): S3Error {
  return new S3Error(400, 'InvalidArgument', `${name} is not valid`, { ArgumentName: name, ArgumentValue: value });
}

export function invalidRequest(message: string): S3Error {
  return new S3Error(400, 'InvalidRequest', message);
}

export function noSuchKey(key: string): S3Error {
  return new S3Error(404, 'NoSuchKey', 'The specified key does not exist', { Key: key });
}

export function notImplemented(what: string): S3Error {
  return new S3Error(501, 'NotImplemented', `this server does not implement ${what}`);
}
