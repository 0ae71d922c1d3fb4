/** The text of `docs/bridge.md`, made of the contract and of what the wire is. */
import type { z } from 'zod'
import { broadcastEvents, events } from '../shared/contract/events.ts'
import { methods } from '../shared/contract/methods.ts'
import { errorCodes } from '../shared/errors.ts'
import { changeBases, quoteStates } from '../shared/model/quote.ts'
import { columns, headerLength, rowStride } from '../shared/quote-batch.ts'
import { rpcCodes } from '../shared/wire.ts'
import {
  identityOf,
  schemaOf,
  typeWords,
  type Direction,
  type JsonSchema,
  type Names,
} from './docs-schema.ts'
import { choices, given, models } from './docs-models.ts'

const jsonOf = (type: z.ZodType, direction: Direction): JsonSchema => schemaOf(type, direction, choices)

const schemas = new Map<string, JsonSchema>(
  Object.entries(models).map(([name, type]) => [name, jsonOf(type, given.has(name) ? 'input' : 'output')]),
)
const names: Names = new Map(
  Object.entries(models).flatMap(([name, type]) =>
    (['input', 'output'] as const).map((direction) => [identityOf(jsonOf(type, direction)), name]),
  ),
)

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const code = (text: string): string => `\`${text}\``
const words = (type: z.ZodType, direction: Direction): string =>
  code(typeWords(jsonOf(type, direction), names))

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function methodTables(): string {
  const groups = Map.groupBy(Object.entries(methods), ([name]) => name.split('.')[0] ?? '')
  return [...groups]
    .map(([group, entries]) => {
      const rows = entries.map(([name, { what, writes, input, output }]) => {
        const params = words(input, 'input')
        return [
          code(name),
          what,
          writes ? 'yes' : '',
          params === '`{}`' ? '' : params,
          words(output, 'output'),
        ]
      })
      return `### ${group}\n\n${table(['method', 'what', 'writes', 'params', 'result'], rows)}`
    })
    .join('\n\n')
}

function eventTable(): string {
  const broadcast: readonly string[] = broadcastEvents
  const rows = Object.entries(events).map(([name, { what, delivery, payload }]) => [
    code(name),
    what,
    delivery === 'latest' ? 'latest wins' : 'every one',
    broadcast.includes(name) ? 'always' : 'after subscribing',
    words(payload, 'output'),
  ])
  return table(['event', 'what', 'delivery', 'comes', 'params'], rows)
}

/** What it means that a field may be missing. */
const leftOut = ({ default: usual }: JsonSchema): string =>
  usual === undefined ? 'optional' : `optional; else ${code(JSON.stringify(usual))}`

function modelSection([name, schema]: [string, JsonSchema]): string {
  const { properties, required = [], description } = schema
  const title = `### ${name}`
  if (properties === undefined) {
    const choices = schema.anyOf ?? schema.oneOf
    const text =
      choices === undefined
        ? code(typeWords(schema, names, true))
        : choices.map((choice) => `- ${code(typeWords(choice, names))}`).join('\n')
    return `${title}\n\n${text}${description === undefined ? '' : `: ${description}`}`
  }
  const rows = Object.entries(properties).map(([field, type]) => [
    code(field),
    code(typeWords(type, names)),
    required.includes(field) ? '' : leftOut(type),
  ])
  return `${title}\n\n${table(['field', 'type', ''], rows)}`
}

const example = `\
// node watch.mjs ws://127.0.0.1:8787/bridge TOKEN
const [url, token] = process.argv.slice(2)
const socket = new WebSocket(url, { headers: { authorization: \`Bearer \${token}\` } })
const waiting = new Map()

function call(method, params = {}) {
  const id = waiting.size + 1
  socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }))
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
}

socket.onmessage = ({ data }) => {
  const { id, method, params, result, error } = JSON.parse(data)
  if (method === 'quotes') for (const { instrument, last } of params.quotes) console.log(instrument, last)
  else if (error) waiting.get(id)?.reject(new Error(\`\${error.data.code}: \${error.message}\`))
  else waiting.get(id)?.resolve(result)
}

socket.onopen = async () => {
  const instruments = await call('instruments.search', { query: 'BTC', limit: 3 })
  const { quotes } = await call('quotes.subscribe', { instruments: instruments.map(({ id }) => id) })
  for (const { instrument, last } of quotes) console.log(instrument, last)
}
`

const indexed = (list: readonly string[]): string =>
  list.map((name, index) => `${index} ${code(name)}`).join(', ')

/** The whole document; the same contract gives the same text. */
export function bridgeDocument(): string {
  return `# The bridge

Made by \`scripts/docs-bridge.ts\` from \`shared/contract/\`: change that, not this page.

Everything that the window shows and does goes over this bridge, and every program that has the token may use it as the window does. It speaks
[JSON-RPC 2.0](https://www.jsonrpc.org/specification), one message per WebSocket text message (or per message of the desktop app's port), without batches.
Times are UTC epoch milliseconds. What is not known is \`null\`, never 0. Params that a method does not know are refused.

## Getting in

\`npm run start:web -- --port 0 --hooks-port 0 --data-dir DIR --no-open --json\` prints one line when it is ready:

\`\`\`json
{"event":"ready","url":"http://127.0.0.1:P/","token":"…","bridge":"ws://127.0.0.1:P/bridge","hooks":"http://127.0.0.1:H"}
\`\`\`

The token also lies in \`web-token\` in the data folder, readable by its owner alone, and stays the same over restarts. A program sends
\`Authorization: Bearer TOKEN\` with the WebSocket upgrade; a browser opens \`http://127.0.0.1:P/?token=TOKEN\` once and keeps a cookie. Anything else is refused before
the handshake: 401 without either, 403 for an \`Origin\` that is not our own, 421 for a \`Host\` that is not \`127.0.0.1:P\` or \`localhost:P\`.

With Node 24 and nothing installed:

\`\`\`js
${example}\`\`\`

## Messages

${table(
  ['message', 'shape'],
  [
    ['request', code('{"jsonrpc":"2.0","id":1,"method":"feeds.status","params":{}}')],
    ['answer', code('{"jsonrpc":"2.0","id":1,"result":[…]}')],
    [
      'refusal',
      code(
        '{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"params.level: …","data":{"code":"bad-request","message":"…","retry":"no"}}}',
      ),
    ],
    ['event', code('{"jsonrpc":"2.0","method":"firing","params":{…}}')],
  ],
)}

\`id\` is a number or a string. A request without \`id\` is carried out and not answered. Answers come in the order in which they are ready. The longest message taken in is 48 MiB;
a client with 1,000 unanswered calls gets \`rate-limited\` for the next one.

## Errors

\`error.data\` is \`{ code, message, retry, details? }\`: \`retry\` is \`"no"\` (the same call will fail again), \`"later"\`, or \`{ afterMs }\`.
For a refused input \`details\` lists each \`{ path, message }\`.

${table(
  ['error.code', 'when'],
  [
    [code(String(rpcCodes.parse)), 'the message is not JSON'],
    [code(String(rpcCodes.invalidRequest)), 'it is no JSON-RPC 2.0 message, or too long'],
    [code(String(rpcCodes.unknownMethod)), 'there is no such method'],
    [code(String(rpcCodes.invalidParams)), 'the params are not what the method takes'],
    [code(String(rpcCodes.app)), 'anything else; see `error.data.code`'],
  ],
)}

\`error.data.code\` is one of ${errorCodes.map(code).join(', ')}.

## Methods

${methodTables()}

## Events

*Latest wins*: several changes of one thing within 100 ms come as the newest alone, and wait while more than 1 MiB has not left for the client. *Every one*: none is dropped;
a client for which more than 10,000 of them or 16 MiB wait is disconnected. After connecting again there is no replay: subscribe and ask for the lists anew.

${eventTable()}

## Binary quotes

After \`quotes.subscribe\` with \`format: "binary"\` changed quotes come as binary WebSocket messages: a little-endian array of 64-bit floats,
\`[sequence, rowCount, row, row, …]\` (${headerLength} numbers, then ${rowStride} per row). \`NaN\` is unknown. A batch comes at most every 50 ms, and only after the one before was credited:
call \`quotes.credit { sequence }\` (best without \`id\`) when it was taken in. What changes meanwhile comes in the next batch, the newest numbers only.

${table(
  ['number of the row', 'meaning'],
  columns.map((name, index) => [
    String(index),
    name === 'index' ? '`index`: as in `indexes` of the answer of `quotes.subscribe`' : code(name),
  ]),
)}

\`state\`: ${indexed(quoteStates)}. \`basis\`: ${indexed(changeBases)}.

## Types

\`?\` marks what may be left out; \`(≤ n)\` after a list is its longest length. What the parts of a rule mean, and what hangs together over several of them,
is said in [alert-rules.md](alert-rules.md).

${[...schemas].map(modelSection).join('\n\n')}
`
}
