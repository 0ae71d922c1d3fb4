/** Which commands a typed text means. */
import { describe, expect, it } from 'vitest'
import { commands } from '../../../../../renderer/commands/commands.ts'
import { matchingCommands } from '../../../../../renderer/views/search/match.ts'

const ids = (text: string): string[] => matchingCommands(commands, text).map((command) => command.id)

describe('command match', () => {
  it('takes beginnings of words in any order', () => {
    expect(ids('dark the')).toEqual(['theme.dark'])
    expect(ids('pause')).toContain('alerts.pause')
    expect(ids('xyzzy')).toEqual([])
  })

  it('offers all but what only keys can mean when nothing is typed', () => {
    expect(ids('')).not.toContain('list.next')
    expect(ids('  ')).toContain('settings')
  })
})
