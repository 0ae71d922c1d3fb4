/** The envelope of the bridge: JSON-RPC 2.0 as text, and quote batches as numbers, over any two-way pipe. */
import type { AppError } from './errors.ts'

/** JSON-RPC text, or a quote batch (`quote-batch.ts`). */
export type WireMessage = string | Float64Array

/** One end of a pipe. A WebSocket, a MessagePort and a pair in memory are all made to look like this. */
export type Channel = {
  send(message: WireMessage): void
  /** Set once; messages that came before are handed over then. */
  onMessage(listener: (message: WireMessage) => void): void
  /** Called once, whoever closed. */
  onClose(listener: () => void): void
  close(): void
  /** What was sent and has not left yet; 0 where the pipe cannot tell. */
  bufferedBytes(): number
}

export type RpcId = number | string

export type RpcRequest = { jsonrpc: '2.0'; id: RpcId; method: string; params?: unknown }
export type RpcNotification = { jsonrpc: '2.0'; method: string; params?: unknown }
export type RpcSuccess = { jsonrpc: '2.0'; id: RpcId; result: unknown }
/** `error.data` is the whole coded error. */
export type RpcFailure = {
  jsonrpc: '2.0'
  id: RpcId | null
  error: { code: number; message: string; data: AppError }
}

/** JSON-RPC's reserved numbers; -32000 is any coded error of ours. */
export const rpcCodes = {
  parse: -32700,
  invalidRequest: -32600,
  unknownMethod: -32601,
  invalidParams: -32602,
  app: -32000,
} as const

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export type Incoming =
  | { kind: 'request'; id: RpcId; method: string; params: unknown }
  | { kind: 'notification'; method: string; params: unknown }
  | { kind: 'success'; id: RpcId; result: unknown }
  | { kind: 'failure'; id: RpcId | null; error: AppError }
  | { kind: 'invalid'; id: RpcId | null; reason: 'parse' | 'invalidRequest'; message: string }

/** What a text message is. Never throws. Batches are not part of this bridge and are `invalid`. */
export function readMessage(text: string): Incoming {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { kind: 'invalid', id: null, reason: 'parse', message: 'not JSON' }
  }
  if (!isRecord(value) || value['jsonrpc'] !== '2.0') {
    return { kind: 'invalid', id: null, reason: 'invalidRequest', message: 'not a JSON-RPC 2.0 message' }
  }
  const rawId = value['id']
  const id = typeof rawId === 'number' || typeof rawId === 'string' ? rawId : null
  if (typeof value['method'] === 'string') {
    if (!('id' in value)) return { kind: 'notification', method: value['method'], params: value['params'] }
    if (id === null)
      return { kind: 'invalid', id: null, reason: 'invalidRequest', message: 'id is a number or a string' }
    return { kind: 'request', id, method: value['method'], params: value['params'] }
  }
  if ('result' in value && id !== null) return { kind: 'success', id, result: value['result'] }
  const error = value['error']
  if (isRecord(error) && isRecord(error['data']) && typeof error['data']['code'] === 'string') {
    return { kind: 'failure', id, error: error['data'] as AppError }
  }
  return { kind: 'invalid', id, reason: 'invalidRequest', message: 'neither request nor answer' }
}

export function writeRequest(id: RpcId, method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params } satisfies RpcRequest)
}

export function writeNotification(method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', method, params } satisfies RpcNotification)
}

export function writeSuccess(id: RpcId, result: unknown): string {
  return JSON.stringify({ jsonrpc: '2.0', id, result } satisfies RpcSuccess)
}

export function writeFailure(id: RpcId | null, code: number, error: AppError): string {
  return JSON.stringify({
    jsonrpc: '2.0',
    id,
    error: { code, message: error.message, data: error },
  } satisfies RpcFailure)
}
