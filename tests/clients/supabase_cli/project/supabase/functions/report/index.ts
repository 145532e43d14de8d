Deno.serve(() => new Response(Deno.env.get("API_KEY")));
