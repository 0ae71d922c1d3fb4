/** Menus: one that drops from a button, and one that opens where the pointer is. */
import { ContextMenu as BaseContextMenu } from '@base-ui/react/context-menu'
import { Menu as BaseMenu } from '@base-ui/react/menu'
import { ChevronRight } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import styles from './menu.module.css'
import { Kbd } from './tag.tsx'

export type MenuItem = {
  /** Where two items may have the same words. */
  readonly id?: string
  readonly label: string
  readonly run: () => void
  /** Shown on the right: `Alt A`. */
  readonly keys?: string
  /** A quiet word on the right. */
  readonly detail?: string
  readonly danger?: boolean
  readonly disabled?: boolean
  /** A line above. */
  readonly separated?: boolean
  /** Opens these beside it instead of running. */
  readonly submenu?: readonly MenuItem[]
}

function Items({ items }: { readonly items: readonly MenuItem[] }) {
  return items.map((item) => [
    item.separated === true && (
      <BaseMenu.Separator key={`${item.id ?? item.label}-line`} className={styles['separator']} />
    ),
    item.submenu === undefined ? (
      <BaseMenu.Item
        key={item.id ?? item.label}
        className={item.danger === true ? `${styles['item']} ${styles['danger']}` : styles['item']}
        disabled={item.disabled === true}
        onClick={item.run}
      >
        <span>{item.label}</span>
        {item.keys !== undefined && <Kbd>{item.keys}</Kbd>}
        {item.detail !== undefined && <span className={styles['detail']}>{item.detail}</span>}
      </BaseMenu.Item>
    ) : (
      <Submenu key={item.id ?? item.label} label={item.label} items={item.submenu} />
    ),
  ])
}

function Submenu({ label, items }: { readonly label: string; readonly items: readonly MenuItem[] }) {
  return (
    <BaseMenu.SubmenuRoot>
      <BaseMenu.SubmenuTrigger className={styles['item']}>
        <span>{label}</span>
        <ChevronRight size={12} aria-hidden="true" />
      </BaseMenu.SubmenuTrigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner className={styles['positioner']} sideOffset={2}>
          <BaseMenu.Popup className={styles['popup']}>
            <Items items={items} />
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.SubmenuRoot>
  )
}

/** `trigger` is the button's words. */
export function DropMenu({
  label,
  trigger,
  items,
  className,
}: {
  readonly label: string
  readonly trigger: ReactNode
  readonly items: readonly MenuItem[]
  readonly className?: string | undefined
}) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger aria-label={label} title={label} {...(className === undefined ? {} : { className })}>
        {trigger}
      </BaseMenu.Trigger>
      <BaseMenu.Portal>
        <BaseMenu.Positioner className={styles['positioner']} align="end" sideOffset={4}>
          <BaseMenu.Popup className={styles['popup']}>
            <Items items={items} />
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

/** `area` is the element that is right-clicked. `items` is asked when the menu is rendered. */
export function ContextMenu({
  area,
  items,
  onOpenChange,
  children,
}: {
  readonly area: ReactElement
  readonly items: readonly MenuItem[]
  readonly onOpenChange?: (open: boolean) => void
  readonly children: ReactNode
}) {
  return (
    <BaseContextMenu.Root {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <BaseContextMenu.Trigger render={area}>{children}</BaseContextMenu.Trigger>
      <BaseContextMenu.Portal>
        <BaseContextMenu.Positioner className={styles['positioner']}>
          <BaseContextMenu.Popup className={styles['popup']}>
            <Items items={items} />
          </BaseContextMenu.Popup>
        </BaseContextMenu.Positioner>
      </BaseContextMenu.Portal>
    </BaseContextMenu.Root>
  )
}
