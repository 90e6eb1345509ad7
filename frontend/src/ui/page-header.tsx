/** What stands above a page, and what can be done there. The host may show it in a place of its own. */
import { ArrowLeft } from "lucide-react";
import { type ComponentType, type ReactNode, createContext } from "react";
import { Link } from "react-router";
import { Button, buttonClasses } from "./button";

/** Something that a page offers as a whole. */
export interface PageCommand {
  label: string;
  icon?: ReactNode;
  /** The main one; a page has at most one. */
  primary?: boolean;
  disabled?: boolean;
  /** What happens, or where it leads. */
  onPress: (() => void) | { to: string };
}

/** Where a page belongs to. */
export interface PageBack {
  to: string;
  label: string;
}

export interface PageHeaderProps {
  title: string;
  /** What stands beside the title: its state. */
  marks?: ReactNode;
  back?: PageBack | undefined;
  subtitle?: ReactNode;
  /** What only makes sense beside the page: a choice, a mark. */
  actions?: ReactNode;
  commands: readonly PageCommand[];
}

/** The heading in the page itself. */
export function PageHeader({ title, marks, back, subtitle, actions, commands }: PageHeaderProps) {
  return (
    <PageHeading
      heading={
        <h1 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xl font-semibold tracking-[-0.018em]">
          <span className="min-w-0 wrap-anywhere">{title}</span>
          {marks}
        </h1>
      }
      back={back}
      subtitle={subtitle}
    >
      {(actions !== undefined || commands.length > 0) && (
        <div className="flex flex-wrap items-center gap-2">
          {actions}
          {commands.map((command) => (
            <Command key={command.label} {...command} />
          ))}
        </div>
      )}
    </PageHeading>
  );
}

function Command({ label, icon, primary, disabled, onPress }: PageCommand) {
  const look = primary ? "primary" : "plain";
  if (typeof onPress === "object") {
    return (
      <Link to={onPress.to} className={buttonClasses(look)}>
        {icon}
        {label}
      </Link>
    );
  }
  return (
    <Button look={look} icon={icon} disabled={disabled} onClick={onPress}>
      {label}
    </Button>
  );
}

interface PageHeadingProps {
  heading: ReactNode;
  back: PageBack | undefined;
  subtitle: ReactNode;
  children: ReactNode;
}

export function PageHeading({ heading, back, subtitle, children }: PageHeadingProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {back && (
          <Link to={back.to} className="mb-1 inline-flex w-fit items-center gap-1 text-xs text-muted hover:text-ink">
            <ArrowLeft aria-hidden className="size-3.5" />
            {back.label}
          </Link>
        )}
        {heading}
        {subtitle !== undefined && <p className="text-sm text-muted">{subtitle}</p>}
      </div>
      {children}
    </header>
  );
}

const PageHeaderContext = createContext<ComponentType<PageHeaderProps>>(PageHeader);

export { PageHeaderContext };
