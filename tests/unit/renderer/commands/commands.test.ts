/** The command table: no id and no key twice, and keys that act only where they may. */
import { describe, expect, it } from 'vitest'
import { commandFor, commands } from '../../../../renderer/commands/commands.ts'
import { createKeyReader, keyLabel, keyName } from '../../../../renderer/commands/keys.ts'

const press = (key: string, code: string, modifiers: Partial<KeyboardEvent> = {}) => ({
  key,
  code,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
})

describe('commands', () => {
  it('have ids, titles and keys of their own', () => {
    const ids = commands.map((command) => command.id)
    const titles = commands.map((command) => command.title)
    const keys = commands.flatMap((command) => command.keys)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(titles).size).toBe(titles.length)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('are found by key, but not while text is typed or a control has the focus', () => {
    expect(commandFor(commands, 'j', 'list')?.id).toBe('list.next')
    expect(commandFor(commands, 'j', 'text')).toBeNull()
    expect(commandFor(commands, 'j', 'control')?.id).toBe('list.next')
    expect(commandFor(commands, 'Enter', 'control')).toBeNull()
    expect(commandFor(commands, '/', 'control')?.id).toBe('search')
    expect(commandFor(commands, 'Mod+K', 'text')?.id).toBe('search')
    expect(commandFor(commands, 'Alt+A', 'nowhere')?.id).toBe('alert.new')
    expect(commandFor(commands, 'F9', 'list')).toBeNull()
    expect(commandFor(commands, 'Alt+S', 'text')?.id).toBe('sound.silence')
    expect(commandFor(commands, 'Escape Escape', 'text')?.id).toBe('firing.acknowledge-ringing')
    expect(commandFor(commands, 'Escape', 'nowhere')).toBeNull()
  })

  it('act over an open dialog only where noise must be stopped', () => {
    expect(commands.filter(({ urgent }) => urgent === true).map(({ id }) => id)).toEqual(['sound.silence'])
  })
})

describe('keys', () => {
  it('pressed twice are one, if quick and nothing came between', () => {
    let at = 0
    const read = createKeyReader(() => at)
    const press = (name: string, afterMs: number): string => {
      at += afterMs
      return read(name)
    }
    expect([press('Escape', 0), press('Escape', 600), press('Escape', 100)]).toEqual([
      'Escape',
      'Escape Escape',
      'Escape',
    ])
    expect([press('Escape', 601), press('j', 10), press('Escape', 10)]).toEqual(['Escape', 'j', 'Escape'])
  })

  it('are named by what is pressed, whatever the layout makes of it', () => {
    expect(keyName(press('k', 'KeyK', { metaKey: true }))).toBe('Mod+K')
    expect(keyName(press('å', 'KeyA', { altKey: true }))).toBe('Alt+A')
    expect(keyName(press('ArrowUp', 'ArrowUp', { altKey: true }))).toBe('Alt+ArrowUp')
    expect(keyName(press('?', 'Slash', { shiftKey: true }))).toBe('?')
    expect(keyName(press(',', 'Comma', { ctrlKey: true }))).toBe('Mod+,')
    expect(keyName(press('“', 'BracketLeft', { altKey: true }))).toBe('Alt+[')
  })

  it('are shown as the keyboard has them', () => {
    expect(keyLabel('Mod+K', false)).toBe('Ctrl K')
    expect(keyLabel('Mod+K', true)).toBe('⌘ K')
    expect(keyLabel('Alt+ArrowUp', false)).toBe('Alt ↑')
    expect(keyLabel('Delete', false)).toBe('Del')
    expect(keyLabel('Escape Escape', false)).toBe('Esc Esc')
  })
})
