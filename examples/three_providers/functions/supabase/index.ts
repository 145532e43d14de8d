Deno.serve(() => new Response("hello from the web app's backend"));
