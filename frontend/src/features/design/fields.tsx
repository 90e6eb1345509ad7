import { useState } from "react";
import { Card } from "@/ui/card";
import { Field, Input, Select, TextArea } from "@/ui/field";

export function Fields() {
  const [name, setName] = useState("");
  return (
    <Card title="Fields" note="A label, a hint, and what is wrong beside the field it is about">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Plain" hint="What to enter">
          {(control) => <Input {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label="Wrong" error="Enter whole units, such as 3.">
          {(control) => <Input {...control} defaultValue="a dozen" />}
        </Field>
        <Field label="Not to be changed" optional="optional">
          {(control) => <Input {...control} disabled defaultValue="Shopify's" />}
        </Field>
        <Field label="A choice">
          {(control) => (
            <Select {...control} defaultValue="leeds">
              <option value="leeds">Leeds</option>
              <option value="york">York</option>
            </Select>
          )}
        </Field>
        <Field label="Longer">{(control) => <TextArea {...control} rows={2} defaultValue="What a colleague should know" />}</Field>
      </div>
    </Card>
  );
}
