/** The parts of a command palette: an input over a list that is filtered elsewhere. */
import { Command } from 'cmdk'
import type { KeyboardEvent, ReactNode } from 'react'
import styles from './palette.module.css'

type BoxProps = {
  readonly label: string
  readonly placeholder: string
  readonly text: string
  readonly onText: (text: string) => void
  /** The highlighted item's value. */
  readonly value: string
  readonly onValue: (value: string) => void
  /** Before the palette's own keys; `preventDefault` keeps those away. */
  readonly onKeyDown?: (event: KeyboardEvent) => void
  readonly children: ReactNode
  readonly footer?: ReactNode
}

export function PaletteBox(props: BoxProps) {
  const { label, placeholder, text, onText, value, onValue, onKeyDown, children, footer } = props
  return (
    <Command
      className={styles['box']}
      label={label}
      shouldFilter={false}
      loop
      vimBindings={false}
      value={value}
      onValueChange={onValue}
      {...(onKeyDown === undefined ? {} : { onKeyDown })}
    >
      <Command.Input
        className={styles['input']}
        placeholder={placeholder}
        aria-label={placeholder}
        value={text}
        onValueChange={onText}
      />
      {/* A new text is a new list, and begins at its top. */}
      <Command.List key={text} className={styles['list']} label={label}>
        {children}
      </Command.List>
      {footer !== undefined && <div className={styles['footer']}>{footer}</div>}
    </Command>
  )
}

export function PaletteGroup({
  heading,
  children,
}: {
  readonly heading: string
  readonly children: ReactNode
}) {
  return (
    <Command.Group className={styles['group']} heading={heading}>
      {children}
    </Command.Group>
  )
}

export function PaletteItem({
  value,
  onSelect,
  children,
}: {
  readonly value: string
  readonly onSelect: () => void
  readonly children: ReactNode
}) {
  return (
    <Command.Item className={styles['item']} value={value} onSelect={onSelect}>
      {children}
    </Command.Item>
  )
}

export function PaletteEmpty({ children }: { readonly children: ReactNode }) {
  return <Command.Empty className={styles['empty']}>{children}</Command.Empty>
}
