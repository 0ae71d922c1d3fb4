/** The desktop shell's command line. */
import { describe, expect, it } from 'vitest'
import { readFlags } from '../../../../electron/desktop/flags.ts'

describe('readFlags', () => {
  it('answers the defaults where nothing is given', () => {
    expect(readFlags(['/opt/tickerdeck'])).toEqual({
      dataDir: null,
      replay: null,
      speed: 60,
      hooksPort: null,
      hidden: false,
    })
  })

  it.each([
    [['--data-dir=/d', '--replay=a.csv', '--speed=2.5', '--hidden']],
    [['--hidden', '--speed', '2.5', '--replay', 'a.csv', '--data-dir', '/d']],
  ])('reads %j', (args) => {
    expect(readFlags(['electron', '.', ...args])).toEqual({
      dataDir: '/d',
      replay: 'a.csv',
      speed: 2.5,
      hooksPort: null,
      hidden: true,
    })
  })

  it('takes neither an empty value nor the next flag for a value', () => {
    expect(readFlags(['--data-dir=', '--replay', '--hidden'])).toMatchObject({
      dataDir: null,
      replay: null,
      hidden: true,
    })
  })

  it('reads a port, and overlooks what is none', () => {
    expect(readFlags(['--hooks-port=0']).hooksPort).toBe(0)
    for (const text of ['65536', '-1', 'x', '1.5'])
      expect(readFlags([`--hooks-port=${text}`]).hooksPort).toBeNull()
  })

  it.each(['0', '-1', 'fast', '1e9', 'Infinity', 'NaN'])('keeps the default speed for %s', (text) => {
    expect(readFlags([`--speed=${text}`]).speed).toBe(60)
  })
})
