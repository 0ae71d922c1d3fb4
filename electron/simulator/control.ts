/**
 * A way to ask for faults and replays from another process; served only where the exchange was started with it.
 *
 * `GET /control` → `{ connections, faults, replay }` · `PUT /control/faults` with some faults · `DELETE /control/faults` ·
 * `POST /control/drop` → `{ dropped }` · `PUT /control/replay` with `{ name, csv, speed }` · `DELETE /control/replay`
 */
import type { IncomingMessage } from 'node:http'
import { codedError, toAppError } from '../../shared/errors.ts'
import { readFaults, type Faults } from './faults.ts'
import type { Replay, ReplayRequest } from './replay.ts'
import type { RestAnswer } from './rest-routes.ts'

const longestBodyBytes = 40_000_000

function readReplay(value: unknown): ReplayRequest {
  const { name, csv, speed } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >
  if (typeof name !== 'string' || typeof csv !== 'string' || typeof speed !== 'number') {
    throw codedError('bad-request', 'a replay has a name, a csv and a speed')
  }
  return { name, csv, speed }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > longestBodyBytes) throw codedError('too-large', `the body is over ${longestBodyBytes} bytes`)
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw codedError('bad-request', 'the body is not JSON')
  }
}

export type Control = (request: IncomingMessage, path: string) => Promise<RestAnswer>

export function createControl(faults: Faults, replay: Replay, connections: () => number): Control {
  const act = async (request: IncomingMessage, path: string): Promise<object | null> => {
    switch (`${request.method} ${path}`) {
      case 'GET /control':
        return { connections: connections(), faults: faults.plan(), replay: replay.status() }
      case 'PUT /control/faults':
        return faults.set(readFaults(await readJson(request)))
      case 'DELETE /control/faults':
        faults.clear()
        return faults.plan()
      case 'POST /control/drop':
        return { dropped: faults.dropConnections() }
      case 'PUT /control/replay':
        return replay.start(readReplay(await readJson(request)))
      case 'DELETE /control/replay':
        return replay.stop()
      default:
        return null
    }
  }
  return async (request, path) => {
    try {
      const body = await act(request, path)
      return body === null
        ? { status: 404, body: { code: 'NOT_FOUND', message: path } }
        : { status: 200, body }
    } catch (error) {
      const { code, message } = toAppError(error)
      return { status: 400, body: { code, message } }
    }
  }
}
