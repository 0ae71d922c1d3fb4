/** The envelope of the bridge. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  readMessage,
  rpcCodes,
  writeFailure,
  writeNotification,
  writeRequest,
  writeSuccess,
} from '../../../shared/wire.ts'

const value = fc.jsonValue().filter((json) => JSON.stringify(json) !== 'null')
const id = fc.oneof(fc.integer(), fc.string({ minLength: 1 }))
const same = (json: unknown): unknown => JSON.parse(JSON.stringify(json))

describe('wire', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(id, fc.string({ minLength: 1 }), value, (messageId, method, json) => {
        expect(readMessage(writeRequest(messageId, method, json))).toEqual({
          kind: 'request',
          id: messageId,
          method,
          params: same(json),
        })
        expect(readMessage(writeNotification(method, json))).toEqual({
          kind: 'notification',
          method,
          params: same(json),
        })
        expect(readMessage(writeSuccess(messageId, json))).toEqual({
          kind: 'success',
          id: messageId,
          result: same(json),
        })
      }),
    )
  })

  it('carries a coded error whole', () => {
    const error = {
      code: 'rate-limited',
      message: 'wait',
      retry: { afterMs: 1500 },
      details: { weight: 3 },
    } as const
    expect(readMessage(writeFailure(7, rpcCodes.app, error))).toEqual({ kind: 'failure', id: 7, error })
    expect(readMessage(writeFailure(null, rpcCodes.parse, error))).toEqual({
      kind: 'failure',
      id: null,
      error,
    })
  })

  it('tells a result of null from no result', () => {
    expect(readMessage(writeSuccess(1, null))).toEqual({ kind: 'success', id: 1, result: null })
  })

  it.each([
    ['{', 'parse', null],
    ['', 'parse', null],
    ['1', 'invalidRequest', null],
    ['null', 'invalidRequest', null],
    ['[]', 'invalidRequest', null],
    ['[{"jsonrpc":"2.0","id":1,"method":"a"}]', 'invalidRequest', null],
    ['{"jsonrpc":"1.0","id":1,"method":"a"}', 'invalidRequest', null],
    ['{"jsonrpc":"2.0","id":null,"method":"a"}', 'invalidRequest', null],
    ['{"jsonrpc":"2.0","id":{},"method":"a"}', 'invalidRequest', null],
    ['{"jsonrpc":"2.0","id":1}', 'invalidRequest', 1],
    ['{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}', 'invalidRequest', 1],
    ['{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x","data":{"code":5}}}', 'invalidRequest', 1],
  ])('calls %s invalid', (text, reason, messageId) => {
    expect(readMessage(text)).toMatchObject({ kind: 'invalid', reason, id: messageId })
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readMessage(text).kind).toBeTypeOf('string')
      }),
    )
  })
})
