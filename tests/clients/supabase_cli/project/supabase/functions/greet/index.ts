import { word } from "../_shared/word.ts";

Deno.serve(() => new Response(word));
