/** Whether a tray icon would be seen. */
import { describe, expect, it } from 'vitest'
import { hasTray } from '../../../../electron/desktop/tray.ts'

describe('hasTray', () => {
  it('asks the session bus on Linux, and takes silence for no', async () => {
    expect(await hasTray('linux', () => Promise.resolve('(<true>,)\n'))).toBe(true)
    expect(await hasTray('linux', () => Promise.resolve('(<false>,)\n'))).toBe(false)
    expect(await hasTray('linux', () => Promise.reject(new Error('no gdbus')))).toBe(false)
  })

  it('knows that macOS and Windows have one', async () => {
    const run = () => Promise.reject(new Error('nothing to ask'))
    expect(await hasTray('darwin', run)).toBe(true)
    expect(await hasTray('win32', run)).toBe(true)
  })
})
