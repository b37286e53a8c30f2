import type { IncomingMessage } from 'node:http';
import {
  type Exchange,
  errorAnswer,
  foreignAnswer,
  resetConnection,
  sendAnswer,
  sendTruncated,
  shortened,
} from './answers.ts';
import type { AnswerFault, S3Call, S3Hooks } from './faults.ts';
import type { Answer } from './operation.ts';
import { findTarget, type Target } from './routes.ts';
import { S3Error } from './s3-error.ts';
import { type Service, serveRequest } from './service.ts';

/**
 * Records the call, asks the hooks, acts and answers.
 * @throws Error when the client has gone
 */
export async function answerRequest(
  service: Service,
  calls: S3Call[],
  hooks: S3Hooks,
  exchange: Exchange,
): Promise<void> {
  const { request } = exchange;
  const target = findTarget(request.method ?? '', request.url ?? '');
  const call = describeCall(service, request, target, calls.length + 1);
  calls.push(call);
  try {
    const refusal = await hooks.before?.(call);
    const answer = refusal ? { status: 500 } : await actOrRefuse(service, exchange, target, call);
    const fault = refusal ?? (await hooks.after?.(call, answer.status));
    await (fault ? commitFault(exchange, call, fault, answer) : sendAnswer(exchange, call, answer));
  } catch (error) {
    if (request.socket.destroyed || exchange.response.headersSent) {
      throw error;
    }
    // a hook or this server is wrong, and the client's log is where it will be looked for
    const internal = new S3Error(500, 'InternalError', error instanceof Error ? String(error.stack) : String(error));
    await sendAnswer(exchange, call, errorAnswer(internal, call));
  }
}

function describeCall({ accounts }: Service, { headers }: IncomingMessage, target: Target, index: number): S3Call {
  const accessKeyId = /Credential=([^/,]+)/.exec(headers.authorization ?? '')?.[1];
  const account = accounts.find((candidate) => candidate.accessKeyId === accessKeyId);
  const { route, bucket, key, query } = target;
  return { index, operation: route?.operation, bucket, key, query, accessKeyId, account: account?.name, headers };
}

async function actOrRefuse(service: Service, exchange: Exchange, target: Target, call: S3Call): Promise<Answer> {
  const { request, response } = exchange;
  try {
    return await serveRequest(service, request, target, () => {
      if (exchange.awaitsContinue) {
        exchange.awaitsContinue = false;
        response.writeContinue();
      }
    });
  } catch (error) {
    if (error instanceof S3Error) {
      return errorAnswer(error, call);
    }
    throw error;
  }
}

async function commitFault(exchange: Exchange, call: S3Call, fault: AnswerFault, answer: Answer): Promise<void> {
  switch (fault.kind) {
    case 'status': {
      const { status, code, headers = {} } = fault;
      const injected = errorAnswer(new S3Error(status, code, 'an injected fault'), call);
      await sendAnswer(exchange, call, { ...injected, headers });
      return;
    }
    case 'reset':
      resetConnection(exchange);
      return;
    case 'truncate':
      await sendTruncated(exchange, answer);
      return;
    case 'shorten':
      await sendAnswer(exchange, call, shortened(answer));
      return;
    case 'foreign':
      await sendAnswer(exchange, call, foreignAnswer);
      return;
    case 'stall':
      return;
  }
}
