// Asks the service: `ask` is all that the other examples need. Node 22.18 and later run these files as they are;
// `npm ci && npx tsc` checks them and writes .mjs files for earlier ones.
import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

const url = process.env["GRAPH_URL"] ?? "http://127.0.0.1:8000/graphql";
const token = process.env["GRAPH_TOKEN"];

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions: { code: string; requestId?: string } }[];
}

/** The service could not answer; `code` tells a program why. */
export class Refused extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** The data that a document of this folder asks for. Waits and tries again where the service says for how long. */
export async function ask<Data>(document: string, variables: Record<string, unknown>): Promise<Data> {
  const query = await readFile(new URL(`${document}.graphql`, import.meta.url), "utf8");
  const request: RequestInit = {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json",
      "content-type": "application/json",
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify({ query, variables }),
  };
  let answer = await fetch(url, request);
  for (let again = 0; again < 3 && answer.headers.has("retry-after"); again++) {
    await wait(1000 * Number(answer.headers.get("retry-after")));
    answer = await fetch(url, request);
  }
  const found = (await answer.json()) as Answer<Data>;
  const error = found.errors?.[0];
  if (error !== undefined) throw new Refused(error.message, error.extensions.code);
  return found.data as Data;
}
