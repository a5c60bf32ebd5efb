"""From raw answers of health workers to a manuscript: the library behind the workflow.

One module or subpackage per stage (`clean`, `score`, `screen`, `model`, `paired`, `multiverse`, `themes`,
`manuscript`), with `config`, `instruments`, `intake`, `tables`, `figures`, `render`, `simulate` and
`execute` beside them. Functions are pure: frame in, frame or frozen result out.
"""

__version__ = "0.1.0"
