"""Google's grammar of Firestore and Storage rules with its alternatives for mistakes.

From npm `@firebase/eslint-plugin-security-rules` 0.0.2 (Apache License, Version 2.0, Copyright Google LLC), which has
the parser that ANTLR made of it; measured with the Firestore emulator 1.19.9. The order of alternatives matters.

`'…'` is a word, CAPITALS are a kind of token, `['*' '/']` is one of several, `` `…` `` is said when it is passed, `@7`
is passed where operators of strength 7 may stand, `rule(7)` reads a rule in which only stronger ones may.
"""

from __future__ import annotations

from typing import Final

END: Final = "<EOF>"
_SYMBOLS: Final = "&& = @ : , -- $ . == > >= ++ { [ ( < <= - % != ! || + } ] ) ; / * ** ?"
_WORDS: Final = "allow false function if import in is let null return service match rules_version true"
_RESERVED: Final = (
    "arguments break case continue default deny do each else extends for goto not package switch then var while"
)
_KINDS: Final = (
    "PATH_SEGMENT IDENTIFIER NUM_INT NUM_FLOAT UNPAIRED_DOUBLE_QUOTE UNPAIRED_SINGLE_QUOTE STRING BYTES "
    "BAD_KEYWORD SERVICE_IDENTIFIER"
)
TERMINALS: Final = (END, *(f"'{word}'" for word in f"{_SYMBOLS} {_WORDS} {_RESERVED}".split()), *_KINDS.split())
"""What the grammar is made of, as messages call it and in the order in which they list it."""

TYPE_NAME: Final = "{type}"
"""A message with this is said only of a type's name that is none."""

START: Final = "ruleset"
GRAMMAR: Final = r"""
ruleset: version_statement? import_statement* ruleset_statement+ <EOF> ;
version_statement: 'rules_version' '=' STRING ';'? ;
import_statement:
    'import' STRING ';'
  | 'import' STRING as id ';' ;
as: id ;
ruleset_statement: function_declaration | service_declaration ;

service_declaration:
    'service' service_name '{' service_statement+ '}'
  | 'service' service_name '{' `The 'service' body must contain at least one declaration.` '}' ;
service_name: `Cannot use keyword as service name.` BAD_KEYWORD | SERVICE_IDENTIFIER ;
service_statement: function_declaration | match_declaration ;

function_declaration:
    'function' id signature '{' function_body '}'
  | 'function' id signature '{' `Missing 'function' body` '}'
  | 'function' id `Missing 'function' signature` '{' function_body '}'
  | 'function' `Missing 'function' id` signature '{' function_body '}' ;
signature:
    '(' parameters? ')'
  | '(' parameters? ')' `Extra closing ')' at the end of parameter list.` ')' ;
parameters: id (',' id)* ;
function_body: binding* return_statement ;
binding: 'let' id '=' expression ';' ;
return_statement: 'return' expression ';'? ;

match_declaration:
    'match' path '{' match_statement+ '}'
  | 'match' path '{' `The 'match' body must contain at least one declaration.` '}'
  | `Missing 'match' keyword before path.` path '{' '}' ;
match_statement: function_declaration | allow_declaration | match_declaration ;

allow_declaration:
    'allow' operations allow_condition? ';'?
  | 'allow' `Expected at least one 'operation' after 'allow'.` ;
allow_condition:
    ':' 'if' expression
  | `Missing ':' before 'if' condition.` 'if' expression
  | ':' `Missing 'if' before conditional expression.` expression
  | ':' 'if' `Missing conditional expression after 'if'.` ;
operations:
    id (',' id)*
  | id (',' id)* `Unexpected ','.` ',' ;

expression:
  ( simple_expression
  | simple_expression ['--' '++'] `Increment (++) and decrement (--) operators are not supported.`
  | ['--' '++'] `Increment (++) and decrement (--) operators are not supported.` simple_expression
  | ['--' '++' '-'] simple_expression
  | '!' expression(10) )
  ( @9 ['%' '/' '*'] expression(10)
  | @8 ['-' '+'] expression(9)
  | @7 ['>' '>=' '<' '<='] expression(8)
  | @6 ['==' '!='] expression(7)
  | @4 'in' expression(5)
  | @3 '&&' expression(4)
  | @2 '||' expression(3)
  | @1 '?' expression ':' expression(1)
  | @5 'is' type_name `An unsupported type identifier was used with the 'is' operator. Received {type}.` )* ;
type_name: id ;

simple_expression:
  ( path_expression
  | '[' expressions? ']'
  | map_expression
  | id '.' id '(' expressions? ')'
  | '(' expression ')'
  | id '(' expressions? ')'
  | id
  | literal )
  ( @7 '.' id '(' expressions? ')'
  | @5 '.' id_or_keyword
  | @4 '[' list_index ']' )* ;
list_index: expression? ':' expression? | expression ;
map_expression: '{' entries? '}' ;
entries: entry (',' entry)* ','? ;
entry: expression ':' expression ;
expressions: expression (',' expression)* ','? ;
path_expression: path_expression_segment+ ;
path_expression_segment: path_segment | '/' '$' '(' expression ')' ;

path: path_segment+ ;
path_segment:
    PATH_SEGMENT
  | '/' capture
  | '/' recursive_capture
  | `Forward slash '/' found where identifier or binding expected.` '/' ;
recursive_capture:
    '{' id '=' '**' '}'
  | '{' id '=' '**' '}' `Exra closing '}' in path.` '}' ;
capture:
    '{' id '}'
  | '{' id '=' '*' '}'
  | '{' id '}' `Extra closing '}' in path.` '}'
  | '{' id '=' '*' '}' `Extra closing '}' in path.` '}' ;

literal:
    NUM_FLOAT | NUM_INT | STRING | BYTES | 'true' | 'false' | 'null'
  | UNPAIRED_SINGLE_QUOTE `Missing a closing '`
  | UNPAIRED_DOUBLE_QUOTE `Missing a closing "` ;
id_or_keyword: IDENTIFIER | keyword ;
keyword:
  [ 'allow' 'false' 'function' 'if' 'import' 'in' 'is' 'let' 'null' 'return' 'service' 'match' 'true' 'arguments'
    'break' 'case' 'continue' 'default' 'deny' 'do' 'each' 'else' 'extends' 'for' 'goto' 'not' 'package' 'switch'
    'then' 'var' 'while' ] ;
id: IDENTIFIER ;
"""
