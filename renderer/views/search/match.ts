/** Which commands a typed text means. */
import type { Command } from '../../commands/commands.ts'

/** Every word of the text begins a word of the title or the group; nothing typed matches all. */
export function matchingCommands(commands: readonly Command[], text: string): readonly Command[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
  return commands.filter((command) => {
    if (command.keysOnly === true) return false
    const own = `${command.title} ${command.group}`.toLowerCase().split(/[^\p{L}\p{N}]+/u)
    return words.every((word) => own.some((candidate) => candidate.startsWith(word)))
  })
}
