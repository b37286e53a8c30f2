import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { systemClock } from '../../core/system-clock.ts';
import type { S3Account } from '../s3/signature.ts';
import { renderXml, type XmlValue } from '../s3/xml.ts';
import { accessDenied, checkToken, type StsRole } from './check-token.ts';
import { StsError } from './sts-error.ts';

/**
 * What goes wrong. `status`: an error of STS, whose message is the request's own token where `echo` is set. `malformed`:
 * half an answer. `stall`: none ever. `reset`: the connection breaks.
 */
export type StsFault =
  | { readonly kind: 'status'; readonly status: number; readonly code: string; readonly echo?: boolean }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'stall' }
  | { readonly kind: 'reset' };

/** A request as it came in, and what was answered. */
interface StsCall {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly token: string;
  /** `assumed`, the code of the refusal, or the kind of fault. */
  readonly answer: string;
}

export interface StsServerOptions {
  readonly roles: readonly StsRole[];
  /** Is told of every session that is made: an S3 server that has the same list of accounts takes it from then on. */
  readonly issue: (session: S3Account) => void;
  /** Of the sessions. Default: one hour. */
  readonly lifetimeMs?: number;
}

export interface StsServer extends AsyncDisposable {
  readonly endpoint: string;
  readonly calls: readonly StsCall[];
  /** Goes wrong that often from the next request on; default: always. */
  fail(fault: StsFault, times?: number): void;
}

/** A secret in the `malformed` answer, which nobody who reads the answer can know to be one. */
export const secretOfMalformedAnswer = 'mAlF0rMeD/K7MDENGbPxRfiCYsecretofahalfanswer';

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** Starts a security token service that knows AssumeRoleWithWebIdentity, and checks the token as AWS does. */
export async function startStsServer(options: StsServerOptions): Promise<StsServer> {
  const calls: StsCall[] = [];
  let fault: StsFault | undefined;
  let faultsLeft = 0;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await text(request));
    const asked = readForm(form);
    if (fault !== undefined && faultsLeft > 0) {
      faultsLeft -= 1;
      calls.push({ ...asked, answer: fault.kind === 'status' ? fault.code : fault.kind });
      commitFault(fault, asked, response);
      return;
    }
    try {
      const session = assumeRole(options, form, asked);
      options.issue(session);
      calls.push({ ...asked, answer: 'assumed' });
      answer(response, 200, 'AssumeRoleWithWebIdentityResponse', describeSession(session, asked));
    } catch (error) {
      if (!(error instanceof StsError)) {
        throw error;
      }
      calls.push({ ...asked, answer: error.code });
      answerError(response, error);
    }
  };
  const http = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    calls,
    fail(wanted, times = Number.POSITIVE_INFINITY) {
      fault = wanted;
      faultsLeft = times;
    },
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

type Asked = Omit<StsCall, 'answer'>;

function readForm(form: URLSearchParams): Asked {
  return {
    roleArn: form.get('RoleArn') ?? '',
    sessionName: form.get('RoleSessionName') ?? '',
    token: form.get('WebIdentityToken') ?? '',
  };
}

function assumeRole(
  { roles, lifetimeMs = 3_600_000 }: StsServerOptions,
  form: URLSearchParams,
  asked: Asked,
): S3Account {
  const now = systemClock.now();
  if (form.get('Action') !== 'AssumeRoleWithWebIdentity' || form.get('Version') !== '2011-06-15') {
    throw new StsError(400, 'InvalidAction', 'Could not find operation');
  }
  if (!/^[\w+=,.@-]{2,64}$/.test(asked.sessionName)) {
    throw new StsError(400, 'ValidationError', 'roleSessionName failed to satisfy constraint');
  }
  const role = roles.find(({ arn }) => arn === asked.roleArn);
  if (role === undefined) {
    throw accessDenied();
  }
  checkToken(asked.token, role, now);
  return {
    name: role.arn,
    id: /::(\d{12}):/.exec(role.arn)?.[1] ?? '',
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(96).toString('base64'),
    expiresAt: new Date(now.getTime() + lifetimeMs),
  };
}

function describeSession(session: S3Account, { roleArn, sessionName }: Asked): XmlValue {
  const { id, accessKeyId, secretAccessKey, sessionToken, expiresAt } = session;
  const role = roleArn.split('/').at(-1) ?? '';
  return {
    AssumeRoleWithWebIdentityResult: {
      AssumedRoleUser: {
        Arn: `arn:aws:sts::${id}:assumed-role/${role}/${sessionName}`,
        AssumedRoleId: `AROALOOPBACK:${sessionName}`,
      },
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: expiresAt?.toISOString(),
      },
    },
    ResponseMetadata: { RequestId: 'loopback-sts-request' },
  };
}

function commitFault(fault: StsFault, { token }: Asked, response: ServerResponse): void {
  switch (fault.kind) {
    case 'status': {
      const message = fault.echo === true ? `the token ${token} is not taken` : 'an injected fault';
      answerError(response, new StsError(fault.status, fault.code, message));
      return;
    }
    case 'malformed':
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          `<AssumeRoleWithWebIdentityResponse xmlns="${namespace}"><Credentials><SecretAccessKey>${secretOfMalformedAnswer}`,
        );
      return;
    case 'reset':
      response.destroy();
      return;
    case 'stall':
      return;
  }
}

function answerError(response: ServerResponse, { status, code, message }: StsError): void {
  const Type = status < 500 ? 'Sender' : 'Receiver';
  answer(response, status, 'ErrorResponse', {
    Error: { Type, Code: code, Message: message },
    RequestId: 'loopback-sts-request',
  });
}

function answer(response: ServerResponse, status: number, root: string, value: XmlValue): void {
  const headers = { 'content-type': 'text/xml', 'x-amzn-requestid': 'loopback-sts-request' };
  response.writeHead(status, headers).end(renderXml(root, value, namespace));
}
