/**
 * Makes github-requests.json: of GitHub's OpenAPI description, the requests that Pacegate makes. Responses are left out.
 *
 *     npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
 *     node test/contracts/prune.ts package/generated/api.github.com.deref.json
 */
import { readFileSync, writeFileSync } from 'node:fs';

const USED: Record<string, readonly string[]> = {
  '/user': ['get'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['patch', 'delete'],
  '/repos/{owner}/{repo}/pulls': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}': ['get'],
  '/repos/{owner}/{repo}/actions/artifacts': ['get'],
  '/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': ['get'],
  '/repos/{owner}/{repo}/actions/caches': ['get'],
};

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: object }> };
}

const description = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
};
const paths = Object.fromEntries(
  Object.entries(USED).map(([path, methods]) => [
    path,
    Object.fromEntries(
      methods.map((method) => {
        const operation = description.paths[path]?.[method];
        if (!operation) throw new Error(`${method} ${path} is not in the description`);
        const { operationId, parameters = [], requestBody } = operation;
        return [
          method,
          {
            operationId,
            parameters: parameters.map(({ name, in: place, required, schema }) => ({
              name,
              in: place,
              required,
              schema,
            })),
            ...(requestBody && {
              requestBody: { schema: requestBody.content['application/json']?.schema },
            }),
          },
        ];
      }),
    ),
  ]),
);
const source = {
  'x-source': `@octokit/openapi ${description.info.version}, pruned by test/contracts/prune.ts`,
  'x-licence': 'MIT License, Copyright (c) 2020 Octokit contributors; see LICENSE-octokit-openapi.txt',
};
writeFileSync(
  new URL('./github-requests.json', import.meta.url),
  `${JSON.stringify({ ...source, paths }, null, 1)}\n`,
);
