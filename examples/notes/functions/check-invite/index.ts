import { answer } from "../_shared/answer.ts";

// Runs before a user is created: only people with the invite code get in.
Deno.serve(async (request: Request) => {
  const { user } = await request.json();
  if (user?.user_metadata?.invite_code === Deno.env.get("INVITE_CODE")) {
    return answer(200, {});
  }
  return answer(403, { error: { http_code: 403, message: "Notes is by invitation only" } });
});
