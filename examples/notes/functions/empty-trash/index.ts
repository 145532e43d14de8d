import { answer } from "../_shared/answer.ts";
import { createClient } from "npm:@supabase/supabase-js@2";

const keptForDays = 30;

// Deletes what has been in the trash for a month.
Deno.serve(async () => {
  const client = createClient(Deno.env.get("SUPABASE_URL")!, Deno.env.get("SUPABASE_SERVICE_ROLE_KEY")!);
  const before = new Date(Date.now() - keptForDays * 24 * 60 * 60 * 1000).toISOString();
  const { error, count } = await client.from("notes").delete({ count: "exact" }).lt("trashed_at", before);
  return error ? answer(500, { message: error.message }) : answer(200, { deleted: count });
});
