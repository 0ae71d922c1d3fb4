/** The platform's own list with headings in it. */
import { clsx } from 'clsx'
import type { ComponentPropsWithRef } from 'react'
import styles from './field.module.css'

type Group<T extends string> = {
  readonly label: string
  readonly options: readonly { readonly value: T; readonly label: string }[]
}

type Props<T extends string> = Omit<ComponentPropsWithRef<'select'>, 'value' | 'onChange'> & {
  readonly value: T
  readonly groups: readonly Group<T>[]
  readonly onChoose: (value: T) => void
}

export function GroupedSelect<T extends string>({ value, groups, onChoose, className, ...rest }: Props<T>) {
  return (
    <select
      className={clsx(styles['input'], styles['select'], className)}
      value={value}
      onChange={(event) => {
        const all = groups.flatMap((group) => group.options)
        const chosen = all.find((option) => option.value === event.target.value)
        if (chosen !== undefined) onChoose(chosen.value)
      }}
      {...rest}
    >
      {groups.map((group) => (
        <optgroup key={group.label} label={group.label}>
          {group.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </optgroup>
      ))}
    </select>
  )
}
