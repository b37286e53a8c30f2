import { createServer, type Server } from 'node:http';

/**
 * A server that answers every request with a status, and sends back in every place all that it is made to know, and the
 * session token that came with the request.
 */
export interface EchoServer extends AsyncDisposable {
  readonly endpoint: string;
}

export async function startEchoServer(status: number, secrets: readonly string[]): Promise<EchoServer> {
  const inHeader = encodeURI(secrets[0] ?? '');
  const http: Server = createServer((request, response) => {
    request.resume();
    const session = String(request.headers['x-amz-security-token'] ?? '');
    const echoed = [...secrets, session].flatMap(formsOf);
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${session === '' ? secrets[0] : session}</Code><Message>${echoed.map(inXml).join('\n')}</Message><Endpoint>${inXml(secrets.join(' '))}</Endpoint><RequestId>${inXml(secrets[1] ?? '')}</RequestId><HostId>${inXml(secrets[0] ?? '')}</HostId></Error>`;
    response.writeHead(status, {
      'content-type': 'application/xml',
      'x-amz-request-id': inHeader,
      'x-amz-id-2': inHeader,
      'x-amz-bucket-region': inHeader,
      location: `http://127.0.0.1:9/${inHeader}`,
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}

function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [secret, base64, encodeURIComponent(secret), wrapped(secret, 64), wrapped(base64, 76)];
}

function wrapped(text: string, width: number): string {
  return (text.match(new RegExp(`.{1,${width}}`, 'gs')) ?? []).join('\n');
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
