/** The palette: instruments of all venues, and every command, by what is typed. */
import { Plus } from 'lucide-react'
import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react'
import { isInstrumentId, type InstrumentId } from '../../../shared/model/ids.ts'
import type { Instrument } from '../../../shared/model/instrument.ts'
import { commands, type Command } from '../../commands/commands.ts'
import { isMac, keyLabel } from '../../commands/keys.ts'
import { actions } from '../../state/actions.ts'
import { activeList, holds } from '../../state/slices/watchlists.ts'
import { useApp } from '../../state/store.ts'
import { Button } from '../../ui/button.tsx'
import { Overlay } from '../../ui/dialog.tsx'
import { PaletteBox, PaletteEmpty, PaletteGroup, PaletteItem } from '../../ui/palette.tsx'
import { Kbd, SimulatedTag, Tag } from '../../ui/tag.tsx'
import { matchingCommands } from './match.ts'
import styles from './search.module.css'
import { searchInstruments, useInstrumentSearch } from './use-instrument-search.ts'

const commandValue = (command: Command): string => `command ${command.id}`

function InstrumentLine({
  instrument,
  listed,
}: {
  readonly instrument: Instrument
  readonly listed: boolean
}) {
  const name = useApp(
    (state) => state.providers.find(({ id }) => id === instrument.provider)?.name ?? instrument.provider,
  )
  return (
    <>
      <span className={styles['ticker']}>{instrument.symbol}</span>
      <span className={styles['name']}>{instrument.name}</span>
      <Tag>{instrument.kind}</Tag>
      {instrument.simulated ? <SimulatedTag /> : <Tag>{name}</Tag>}
      {listed ? (
        <span className={styles['listed']}>in the list</span>
      ) : (
        <Button
          square
          tabIndex={-1}
          aria-label={`Add ${instrument.symbol} to the list`}
          onClick={(event) => {
            event.stopPropagation()
            void actions.addToWatchlist(instrument.id)
          }}
        >
          <Plus size={13} aria-hidden="true" />
        </Button>
      )}
    </>
  )
}

export function SearchPalette() {
  const [text, setText] = useState('')
  const [picked, setPicked] = useState({ text: '', best: '', value: '' })
  const list = useApp(activeList)
  const { found, searching } = useInstrumentSearch(text)
  const query = useDeferredValue(text)
  const matching = useMemo(() => matchingCommands(commands, query), [query])
  const mac = isMac()

  // The best match is the one that Enter means, also when it arrives after the text was typed.
  const best = found[0]?.id ?? (matching[0] === undefined ? '' : commandValue(matching[0]))
  const value = picked.text === text && picked.best === best ? picked.value : best

  const open = (id: InstrumentId): void => {
    actions.closeDialog()
    actions.selectInstrument(id)
  }
  const run = (command: Command): void => {
    // First closed, so that a command that opens a dialog is the one that stays.
    actions.closeDialog()
    command.run()
  }
  /** Quick hands press Enter before the answer is here: what is listed still answers an older text. */
  const chooseBest = async (adding: boolean): Promise<void> => {
    const [first] = await searchInstruments(text)
    const [command] = matchingCommands(commands, text)
    if (first !== undefined && adding) await actions.addToWatchlist(first.id)
    else if (first !== undefined) open(first.id)
    else if (command !== undefined && !adding) run(command)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
    const adding = event.ctrlKey || event.metaKey
    if (!searching && !adding) return
    event.preventDefault()
    if (searching) void chooseBest(adding)
    else if (isInstrumentId(value)) void actions.addToWatchlist(value)
  }

  return (
    <Overlay label="Search" onClose={actions.closeDialog}>
      <PaletteBox
        label="Results"
        placeholder="Symbol, command or setting"
        text={text}
        onText={setText}
        value={value}
        onValue={(value) => setPicked({ text, best, value })}
        onKeyDown={onKeyDown}
        footer={
          <>
            <span>
              <Kbd>Enter</Kbd> open
            </span>
            <span>
              <Kbd>{keyLabel('Mod+Enter', mac)}</Kbd> add to {list?.name ?? 'a new list'}
            </span>
            <span>
              <Kbd>Esc</Kbd> close
            </span>
          </>
        }
      >
        <PaletteEmpty>
          {searching ? 'Searching' : 'Nothing by that name. Try the symbol, or switch a venue on in Venues.'}
        </PaletteEmpty>
        {found.length > 0 && (
          <PaletteGroup heading="Instruments">
            {found.map((instrument) => (
              <PaletteItem key={instrument.id} value={instrument.id} onSelect={() => open(instrument.id)}>
                <InstrumentLine
                  instrument={instrument}
                  listed={list !== null && holds(list, instrument.id)}
                />
              </PaletteItem>
            ))}
          </PaletteGroup>
        )}
        {matching.length > 0 && (
          <PaletteGroup heading="Commands">
            {matching.map((command) => (
              <PaletteItem key={command.id} value={commandValue(command)} onSelect={() => run(command)}>
                <span className={styles['command']}>{command.title}</span>
                <span className={styles['listed']}>{command.group}</span>
                {command.keys[0] !== undefined && <Kbd>{keyLabel(command.keys[0], mac)}</Kbd>}
              </PaletteItem>
            ))}
          </PaletteGroup>
        )}
      </PaletteBox>
    </Overlay>
  )
}
