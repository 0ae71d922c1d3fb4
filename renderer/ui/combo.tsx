/** A field whose values are searched elsewhere while one types: the list below it shows what was found. */
import { Combobox } from '@base-ui/react/combobox'
import { clsx } from 'clsx'
import { useRef, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from 'react'
import styles from './combo.module.css'
import fieldStyles from './field.module.css'

export type ComboItem = {
  readonly id: string
  /** What stands in the field once it is chosen. */
  readonly label: string
  /** A quieter word beside it in the list. */
  readonly detail: string
}

type Props = {
  readonly label: string
  readonly value: ComboItem | null
  /** What fits the text, best first. */
  readonly items: readonly ComboItem[]
  /** They answer an older text. */
  readonly busy: boolean
  /** What fits the text best, asked for at once. */
  readonly onHurry: (text: string) => Promise<ComboItem | null>
  readonly onText: (text: string) => void
  /** Null: the field was emptied. */
  readonly onChoose: (item: ComboItem | null) => void
  readonly placeholder?: string
  readonly invalid?: boolean
  readonly describedBy?: string | undefined
  readonly className?: string | undefined
  /** Said where nothing was found. */
  readonly empty: ReactNode
}

/** A long symbol is never cut: the field takes a line of its own for it. */
function widthOf(value: ComboItem | null): CSSProperties {
  const length = value?.label.length ?? 0
  return length > 14 ? { minWidth: `min(100%, calc(${length} * 1.15ch + 18px))` } : {}
}

export function Combo(props: Props) {
  const {
    label,
    value,
    items,
    busy,
    onHurry,
    onText,
    onChoose,
    placeholder,
    invalid,
    describedBy,
    className,
    empty,
  } = props
  const input = useRef<HTMLInputElement>(null)
  const [isOpen, setOpen] = useState(false)
  const known = new Map([...items, ...(value === null ? [] : [value])].map((item) => [item.id, item]))
  const isTyped = (): boolean => input.current !== null && input.current.value !== (value?.label ?? '')
  /** Quick hands press Enter before the answer is there: its best is meant. */
  const chooseBest = async (text: string): Promise<void> => {
    const best = await onHurry(text)
    if (input.current?.value !== text) return
    setOpen(false)
    if (best !== null) onChoose(best)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement> & { preventBaseUIHandler: () => void }): void => {
    // Escape in a closed list is for whoever is around it, and empties nothing.
    if (event.key === 'Escape' && !isOpen) event.preventBaseUIHandler()
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || !isTyped()) return
    // What is typed is a search: it must not send the form off with the old value.
    event.preventDefault()
    if (!busy) return
    event.preventBaseUIHandler()
    void chooseBest(event.currentTarget.value)
  }
  return (
    // Ids, not items: a value that is another object each time would undo what is being typed.
    <Combobox.Root
      items={[...known.keys()]}
      filteredItems={items.map(({ id }) => id)}
      filter={null}
      value={value?.id ?? null}
      itemToStringLabel={(id: string) => known.get(id)?.label ?? id}
      autoHighlight
      open={isOpen}
      onInputValueChange={(text, { reason }) => onText(reason === 'item-press' ? '' : text)}
      onOpenChange={(open) => {
        setOpen(open)
        // The whole list first: what stands there is the choice and no search.
        if (open && !isTyped()) onText('')
        if (open) return
        // The next key begins a new search.
        requestAnimationFrame(() => {
          if (document.activeElement === input.current) input.current?.select()
        })
      }}
      onValueChange={(id) => onChoose(id === null ? null : (known.get(id) ?? null))}
    >
      <Combobox.Input
        ref={input}
        className={clsx(fieldStyles['input'], className)}
        style={widthOf(value)}
        aria-label={label}
        title={value === null ? undefined : `${value.label} \u00b7 ${value.detail}`}
        placeholder={placeholder}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        spellCheck={false}
        onKeyDown={onKeyDown}
        onFocus={(event) => event.target.select()}
        onClick={(event) => {
          if (!isTyped()) event.currentTarget.select()
        }}
      />
      <Combobox.Portal>
        <Combobox.Positioner className={styles['positioner']} align="start" sideOffset={4}>
          <Combobox.Popup className={styles['popup']} aria-label={label}>
            <Combobox.Empty className={styles['empty']}>{empty}</Combobox.Empty>
            <Combobox.List className={styles['list']}>
              {(id: string) => (
                <Combobox.Item key={id} value={id} className={styles['item']}>
                  <span>{known.get(id)?.label}</span>
                  <span className={styles['detail']}>{known.get(id)?.detail}</span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}
