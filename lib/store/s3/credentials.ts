import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { fromWebToken } from '@aws-sdk/credential-providers';

/** How a store is signed in to. The SDK's default chain is never used: what a pipeline gives is all that is tried. */
export type StoreCredentials =
  | {
      readonly kind: 'keys';
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
    }
  | { readonly kind: 'web-identity'; readonly roleArn: string; readonly token: string; readonly sessionName: string };

/** The credentials in the form in which the SDK takes them: as they are, or by AssumeRoleWithWebIdentity. */
export function credentialProvider(
  credentials: StoreCredentials,
  region: string,
): NonNullable<S3ClientConfig['credentials']> {
  switch (credentials.kind) {
    case 'keys': {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
    }
    case 'web-identity':
      return fromWebToken({
        roleArn: credentials.roleArn,
        webIdentityToken: credentials.token,
        roleSessionName: credentials.sessionName,
        clientConfig: { region },
      });
  }
}
