import { useState } from "react";
import { useLocations } from "@/api/shop";
import type { ColumnsInput, Import } from "@/api/types";
import { gidTail } from "@/lib/gid";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, Select } from "@/ui/field";
import { QueryError } from "@/ui/query-error";
import { Table, Td, Th } from "@/ui/table";
import { useTranslation } from "@/words";
import { useChooseColumns } from "./queries";
import { type Options, WholeFile } from "./whole-file";

const AT = "at:";
const BY_LOCATION = new Set(["levels", "counts", "settings"]);
const ENCODINGS = ["utf-8", "utf-16", "cp1252", "iso8859-15", "cp1250", "cp1251", "mac-roman", "shift_jis", "gb18030", "big5", "euc_kr"] as const;
const DELIMITERS = { comma: ",", semicolon: ";", tab: "\t", bar: "|" } as const;
const DATED = new Set(["counted_at", "moment", "ordered_on", "expected_on"]);

/** What each column is, beside the file's first rows; then the file is checked. */
export function Columns({ file }: { file: Import }) {
  const { t } = useTranslation();
  const choose = useChooseColumns(file.id);
  const [roles, setRoles] = useState(file.roles);
  const [options, setOptions] = useState<Options>(file.options);
  const [layout, setLayout] = useState<Pick<ColumnsInput, "encoding" | "delimiter">>({});
  const submit = () => choose.mutate({ roles, options, ...layout });
  return (
    <Card
      title={t("imports.columns")}
      note={t("imports.columnsNote")}
      actions={
        <Button look="primary" disabled={choose.isPending} aria-busy={choose.isPending} onClick={submit}>
          {t(file.checked_at === null ? "imports.check" : "imports.checkAgain")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {choose.error && <QueryError title={t("imports.columnsFailed")} error={choose.error} />}
        <Sample file={file} roles={roles} onRole={(at, role) => setRoles(roles.map((each, n) => (n === at ? role : each)))} />
        <WholeFile file={file} isDated={roles.some((role) => DATED.has(role))} roles={roles} options={options} onChange={setOptions} />
        {file.format === "csv" && <Layout file={file} layout={layout} onChange={setLayout} />}
      </div>
    </Card>
  );
}

function useRoleWords() {
  const { t } = useTranslation();
  const locations = useLocations().data?.items ?? [];
  return (role: string): string => {
    if (!role.startsWith(AT)) return t(`imports.role.${role}` as "imports.role.sku");
    const location = locations.find((each) => gidTail(each.location_id) === role.slice(AT.length));
    return t("imports.role.at", { location: location?.name ?? role.slice(AT.length) });
  };
}

function Sample({ file, roles, onRole }: { file: Import; roles: string[]; onRole: (at: number, role: string) => void }) {
  const { t } = useTranslation();
  const roleWords = useRoleWords();
  const locations = useLocations().data?.items ?? [];
  const places = BY_LOCATION.has(file.kind) ? locations.map((each) => `${AT}${gidTail(each.location_id)}`) : [];
  const choices = [...new Set([...file.role_choices, ...places, ...roles])];
  // A file may repeat a heading: a column's place tells them apart.
  const named = file.headings.map((heading, at) => ({ at, key: `${at} ${heading}`, heading: heading || t("imports.unnamed", { n: at + 1 }) }));
  return (
    <div className="-mx-4 sm:-mx-5">
      <Table label={t("imports.columns")}>
        <thead>
          <tr>
            {named.map(({ at, key, heading }) => (
              <Th key={key} className="h-auto min-w-40 py-2 align-bottom">
                <span className="mb-1 block max-w-56 truncate text-ink">{heading}</span>
                <Select small aria-label={t("imports.roleOf", { heading })} value={roles[at] ?? "ignored"} onChange={(event) => onRole(at, event.target.value)}>
                  {choices.map((role) => (
                    <option key={role} value={role}>
                      {roleWords(role)}
                    </option>
                  ))}
                </Select>
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {file.sample.map((row, line) => (
            // oxlint-disable-next-line react/no-array-index-key -- a sample's rows have nothing but their place
            <tr key={line}>
              {named.map(({ at, key }) => (
                <Td key={key} className={roles[at] === "ignored" ? "text-muted" : ""}>
                  <span className="block max-w-56 truncate">{row[at] ?? ""}</span>
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

interface LayoutProps {
  file: Import;
  layout: Pick<ColumnsInput, "encoding" | "delimiter">;
  onChange: (layout: Pick<ColumnsInput, "encoding" | "delimiter">) => void;
}

/** How the file is written, where that was recognised wrongly. */
function Layout({ file, layout, onChange }: LayoutProps) {
  const { t } = useTranslation();
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Field label={t("imports.encoding")}>
        {(control) => (
          <Select
            {...control}
            value={layout.encoding ?? file.encoding}
            onChange={(event) => onChange({ ...layout, encoding: ENCODINGS.find((each) => each === event.target.value) ?? null })}
          >
            {ENCODINGS.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("imports.separator")}>
        {(control) => (
          <Select
            {...control}
            value={layout.delimiter ?? file.delimiter}
            onChange={(event) => onChange({ ...layout, delimiter: Object.values(DELIMITERS).find((each) => each === event.target.value) ?? null })}
          >
            {Object.entries(DELIMITERS).map(([name, delimiter]) => (
              <option key={name} value={delimiter}>
                {t(`imports.delimiter.${name}` as "imports.delimiter.comma")}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}
