/** The one error shape. */
import { describe, expect, it } from 'vitest'
import { codedError, errorCodes, toAppError } from '../../../shared/errors.ts'

describe('errors', () => {
  it('comes back as plain data that a clone keeps', () => {
    const error = toAppError(codedError('rate-limited', 'too fast', { afterMs: 200 }, { weight: 1 }))
    expect(structuredClone(error)).toEqual({
      code: 'rate-limited',
      message: 'too fast',
      retry: { afterMs: 200 },
      details: { weight: 1 },
    })
  })

  it('leaves details out where there are none', () => {
    expect(toAppError(codedError('not-found', 'gone'))).toStrictEqual({
      code: 'not-found',
      message: 'gone',
      retry: 'no',
    })
  })

  it.each([
    [new Error('boom'), 'boom'],
    ['text', 'text'],
    [undefined, 'undefined'],
  ])('makes %s an internal error', (thrown, message) => {
    expect(toAppError(thrown)).toEqual({ code: 'internal', message, retry: 'no' })
  })

  it('has each code once', () => expect(new Set(errorCodes).size).toBe(errorCodes.length))
})
