/** The names under which a user gave what a store was opened with: what a message tells to look at. */
export interface StoreVariables {
  readonly bucket: string;
  readonly region: string;
  readonly endpoint: string;
  readonly stsEndpoint: string;
  readonly expectedOwner: string;
  readonly roleArn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The names of the pipe's variables, behind those of a store (`PROJECTA_`) or common to all stores. */
export function storeVariables(prefix: string): StoreVariables {
  return {
    bucket: `${prefix}BUCKET_NAME`,
    region: `${prefix}AWS_REGION`,
    endpoint: `${prefix}S3_ENDPOINT`,
    stsEndpoint: `${prefix}STS_ENDPOINT`,
    expectedOwner: `${prefix}EXPECTED_BUCKET_OWNER`,
    roleArn: `${prefix}AWS_OIDC_ROLE_ARN`,
    accessKeyId: `${prefix}AWS_ACCESS_KEY_ID`,
    secretAccessKey: `${prefix}AWS_SECRET_ACCESS_KEY`,
    sessionToken: `${prefix}AWS_SESSION_TOKEN`,
  };
}
