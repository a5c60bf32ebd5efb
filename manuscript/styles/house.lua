-- What both renderers do to tables in the same way: column widths from what stands in the cells, numbers one under the
-- other, heads of columns and rows marked as such, notes under tables, callouts, long words that may break. Runs in Quarto (filters:) and in pandoc (--lua-filter).

local BUDGET = 92 -- characters of 9 pt text across a text width of 16 cm, cell padding counted apart
local PADDING = 2 -- of a cell, in characters
local LONGEST_LINE = 48 -- a cell longer than this is wrapped anyway
local LONGEST_WORD = 24 -- a word longer than this may be broken
local LONGEST_NUMBER = 28 -- an estimate with its interval, which is kept on one line
local HAN = "[\228-\233][\128-\191][\128-\191]" -- a Chinese character in UTF-8: the line may break beside it
local BREAK_EVERY = 30 -- PDF only: a break opportunity in words without one

local HAN_WIDTH = 1.8 -- of a Chinese character: as wide as high, and 9 pt are 1.8 Latin characters of the budget
local HAN_WORD = 4 * HAN_WIDTH -- so many characters of a Chinese text are kept on one line

-- Width of a text in Latin characters: Chinese ones, and punctuation marks of their width, take more.
local function room_of(text)
  local width = 0
  for _, code in utf8.codes(text) do
    local wide = (code >= 0x2E80 and code <= 0x9FFF) or (code >= 0xFF01 and code <= 0xFF60)
    width = width + (wide and HAN_WIDTH or 1)
  end
  return width
end

-- The least a word needs: a Chinese one may break beside each of its characters, but looks odd as a column of them.
local function least_of(word)
  local least = word:match(HAN) and math.min(room_of(word), HAN_WORD) or 0
  for piece in word:gsub(HAN, " "):gmatch("%S+") do least = math.max(least, room_of(piece)) end
  return least
end

local function measure(blocks)
  local line, word = 0, 0
  for text_line in (pandoc.utils.stringify(pandoc.Pandoc(blocks)) .. "\n"):gmatch("(.-)\n") do
    line = math.max(line, room_of(text_line))
    for w in text_line:gmatch("%S+") do word = math.max(word, least_of(w)) end
  end
  return math.min(line, LONGEST_LINE), math.min(word, LONGEST_WORD)
end

local function body_rows(tbl)
  local rows = pandoc.List()
  for _, body in ipairs(tbl.bodies) do
    rows:extend(body.head)
    rows:extend(body.body)
  end
  rows:extend(tbl.foot.rows)
  return rows
end

-- The cell of a row that stands in one column and in no other.
local function cell_at(row, column)
  local place = 1
  for _, cell in ipairs(row.cells) do
    if place == column then return cell.col_span == 1 and cell or nil end
    place = place + cell.col_span
  end
end

-- What each column would like, and the least it can do with. Numbers (columns set right or centred) are not wrapped.
local function column_needs(tbl)
  local natural, least = {}, {}
  for i = 1, #tbl.colspecs do natural[i], least[i] = 0, 0 end
  local function need(row, whole)
    for i = 1, #natural do
      local cell = cell_at(row, i)
      if cell then
        local line, word = measure(cell.contents)
        local align = tbl.colspecs[i][1]
        if whole and (align == "AlignRight" or align == "AlignCenter") then word = math.min(line, LONGEST_NUMBER) end
        natural[i], least[i] = math.max(natural[i], line), math.max(least[i], word)
      end
    end
  end
  for _, row in ipairs(tbl.head.rows) do need(row, false) end
  for _, row in ipairs(body_rows(tbl)) do need(row, true) end
  for i = 1, #natural do natural[i], least[i] = natural[i] + PADDING, least[i] + PADDING end
  return natural, least
end

local function sum(list)
  local total = 0
  for _, value in ipairs(list) do total = total + value end
  return total
end

local function shares(natural, least)
  local wanted, needed = sum(natural), sum(least)
  local room = needed < BUDGET and (BUDGET - needed) / math.max(wanted - needed, 1) or 0
  local widths = {}
  for i = 1, #natural do widths[i] = least[i] + (natural[i] - least[i]) * math.min(room, 1) end
  local total = math.max(sum(widths), 1)
  for i = 1, #widths do widths[i] = math.floor(1000 * widths[i] / total) / 1000 end
  return widths
end

-- A column of page numbers falls away where there are no pages.
local function without_pages(tbl)
  local head = tbl.head.rows[1]
  for i, cell in ipairs(head and head.cells or {}) do
    local found = false
    cell.contents:walk({ Span = function(span) found = found or span.classes:includes("page-column") end })
    if found then
      tbl.colspecs:remove(i)
      for _, rows in ipairs({ tbl.head.rows, body_rows(tbl) }) do
        for _, row in ipairs(rows) do row.cells:remove(i) end
      end
      return
    end
  end
end

-- Numbers of a centred column stand with their decimal points one under the other: what a cell has less before and after
-- the first decimal point than the longest of its column is filled up with blank space. Widths are counted in digits.
local NARROW = { [" "] = 0.5, ["."] = 0.5, ["·"] = 0.5, [","] = 0.5, ["("] = 0.65, [")"] = 0.65 }
local BLANK_DIGIT, BLANK_POINT = "\u{2007}", "\u{2008}"

local function width_of(text)
  local width = 0
  for _, code in utf8.codes(text) do
    width = width + (NARROW[utf8.char(code)] or 1)
  end
  return width
end

-- Width up to the first decimal point, and after it; nothing where a cell does not begin with a number.
local function around_point(cell)
  local text = pandoc.utils.stringify(pandoc.Pandoc(cell.contents))
  local sign, whole, rest = text:match("^([<>]?)(%d+)(.*)$")
  if not sign then sign, whole, rest = text:match("^(\u{2212})(%d+)(.*)$") end
  if not sign then sign, rest, whole = text:match("^([<>]?)(%.%d.*)$"), text:match("^[<>]?(%.%d.*)$"), "" end -- .047
  if not sign then return nil end
  return width_of(sign) + #whole, width_of(rest)
end

local function blank(width)
  if width < 0.25 then return nil end
  if FORMAT:match("typst") then
    return pandoc.RawInline("typst", string.format("#box(width: %.2fem)", 0.465 * width))
  end
  local points = math.floor(2 * width + 0.5)
  return pandoc.Str(BLANK_DIGIT:rep(points // 2) .. BLANK_POINT:rep(points % 2))
end

local function align_at_point(cells)
  local before, after = {}, {}
  for i, cell in ipairs(cells) do before[i], after[i] = around_point(cell) end
  local most_before, most_after = 0, 0
  for i in pairs(before) do
    most_before, most_after = math.max(most_before, before[i]), math.max(most_after, after[i])
  end
  for i, cell in ipairs(cells) do
    local block = cell.contents[1]
    if before[i] and #cell.contents == 1 and (block.t == "Plain" or block.t == "Para") then
      local left, right = blank(most_before - before[i]), blank(most_after - after[i])
      if left then block.content:insert(1, left) end
      if right then block.content:insert(right) end
      cell.contents[1] = block
    end
  end
end

local function align_numbers(tbl)
  for i, spec in ipairs(tbl.colspecs) do
    local cells = pandoc.List()
    for _, row in ipairs(spec[1] == "AlignCenter" and body_rows(tbl) or {}) do
      local cell = cell_at(row, i)
      if cell then cells:insert(cell) end
    end
    align_at_point(cells)
  end
end

-- In these formats the first cell of a row is its head, and pandoc cuts a head to the width of one column: what stands
-- after a wider one would move to the left.
local function names_rows()
  return FORMAT:match("html") or FORMAT:match("jats")
end

-- The heading of the rows under it, in bold or with words in its first cell only, gets the width of the empty cells
-- beside it.
local function span_headings(tbl)
  for _, row in ipairs(body_rows(tbl)) do
    local first, filled = row.cells[1], 2
    while row.cells[filled] and #row.cells[filled].contents == 0 do filled = filled + 1 end
    local block = first and first.contents[1]
    local bold = block and (block.t == "Plain" or block.t == "Para") and block.content[1]
      and block.content[1].t == "Strong"
    local alone = #row.cells == #tbl.colspecs and filled > #row.cells
    if filled > 2 and #row.cells == #tbl.colspecs and block and (alone or (bold and not names_rows())) then
      first.col_span = filled - 1
      for _ = 3, filled do row.cells:remove(2) end
    end
  end
end

-- For readers who listen: the first cell of a row names the row, as the head names the columns, and a heading the rows
-- under it.
local function mark_heads(tbl)
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do cell.attr.attributes.scope = "col" end
  end
  local bodies = pandoc.List()
  for _, body in ipairs(tbl.bodies) do
    local part = { attr = body.attr, head = body.head, body = pandoc.List(), row_head_columns = 1 }
    bodies:insert(part)
    for _, row in ipairs(body.body) do
      local first = row.cells[1]
      if first and #row.cells == 1 and first.col_span > 1 then
        first.attr.attributes.scope = "rowgroup"
        part = { attr = pandoc.Attr(), head = pandoc.List({ row }), body = pandoc.List(), row_head_columns = 1 }
        bodies:insert(part)
      else
        if first then first.attr.attributes.scope = "row" end
        part.body:insert(row)
      end
    end
  end
  tbl.bodies = bodies:filter(function(part) return #part.head + #part.body > 0 end)
end

local function Table(tbl)
  if not (FORMAT:match("typst") or FORMAT:match("docx")) then without_pages(tbl) end
  span_headings(tbl)
  local natural, least = column_needs(tbl)
  local widths = {} -- none: the browser, or typst, finds them
  if sum(natural) > BUDGET and (FORMAT:match("typst") or FORMAT:match("docx")) then
    widths = shares(natural, least)
  elseif FORMAT:match("docx") then
    for i = 1, #natural do widths[i] = math.floor(1000 * natural[i] / BUDGET) / 1000 end
  end
  for i, spec in ipairs(tbl.colspecs) do tbl.colspecs[i] = { spec[1], widths[i] } end
  if not FORMAT:match("jats") then align_numbers(tbl) end
  if names_rows() then mark_heads(tbl) end
  if FORMAT:match("html") then
    return pandoc.Div({ tbl }, pandoc.Attr("", { "table-scroll" }, { { "tabindex", "0" } }))
  end
  return tbl
end

local function between(format, before, content, after)
  local out = pandoc.List({ pandoc.RawBlock(format, before) })
  out:extend(content)
  out:insert(pandoc.RawBlock(format, after))
  return out
end

-- A callout: kind (note, tip, warning, caution, important), title (inlines) and content (blocks).
local function house_callout(kind, title, content)
  if FORMAT:match("typst") then
    local out = pandoc.List({ pandoc.RawBlock("typst", '#house-callout("' .. kind .. '", title: ['), pandoc.Plain(title) })
    out:extend(between("typst", "])[", content, "]"))
    return out
  end
  if FORMAT:match("jats") then
    local out = pandoc.List({ pandoc.Para({ pandoc.Strong(title) }) })
    out:extend(content)
    return between("jats", "<boxed-text>", out, "</boxed-text>")
  end
  local heading = { pandoc.Para(FORMAT:match("docx") and title or { pandoc.Strong(title) }) }
  return pandoc.Div({
    pandoc.Div(heading, pandoc.Attr("", { "house-callout-title" }, { { "custom-style", "Callout Title" } })),
    pandoc.Div(content, pandoc.Attr("", {}, { { "custom-style", "Callout" } })),
  }, pandoc.Attr("", { "house-callout", "house-" .. kind }))
end

local TITLES = { note = "Note", tip = "Tip", warning = "Warning", caution = "Caution", important = "Important" }

-- Quarto has made an object of the callout by now; its title may be blocks, one block, inlines or nothing.
local function Callout(callout)
  local title, kind = callout.title, pandoc.utils.type(callout.title)
  if kind == "Block" then title = title.content end
  if kind == "Blocks" then title = pandoc.utils.blocks_to_inlines(title) end
  if title == nil or #title == 0 then title = TITLES[callout.type] end
  local content = callout.content
  if pandoc.utils.type(content) == "Block" then content = content.t == "Div" and content.content or { content } end
  return house_callout(callout.type, pandoc.Inlines(title), pandoc.Blocks(content))
end

local function Div(div)
  for kind, word in pairs(TITLES) do
    if div.classes:includes("callout-" .. kind) then
      return house_callout(kind, pandoc.Inlines(div.attributes.title or word), div.content)
    end
  end
  if not div.classes:includes("table-note") then return nil end
  if FORMAT:match("typst") then return between("typst", "#table-note[", div.content, "]") end
  if FORMAT:match("jats") then
    return between("jats", '<boxed-text specific-use="table-note">', div.content, "</boxed-text>")
  end
  if FORMAT:match("docx") then
    div.attributes["custom-style"] = "Table Note"
    return div
  end
end

-- PDF only: typst must neither make an ellipsis of three dots nor let a word without end run off the page.
local function Str(str)
  local from, to = str.text:find("...", 1, true)
  if from then
    local out = pandoc.List({ pandoc.Str(str.text:sub(1, from - 1)), pandoc.RawInline("typst", "\\.\\.\\.") })
    out:extend(Str(pandoc.Str(str.text:sub(to + 1))) or { pandoc.Str(str.text:sub(to + 1)) })
    return out
  end
  if pandoc.text.len(str.text) <= BREAK_EVERY or str.text:match("^%a+://") then return nil end
  if str.text:match(HAN) then return nil end
  local parts = {}
  for first = 1, pandoc.text.len(str.text), BREAK_EVERY do
    parts[#parts + 1] = pandoc.text.sub(str.text, first, first + BREAK_EVERY - 1)
  end
  return { pandoc.Str(table.concat(parts, "\u{200B}")) }
end

-- The page on which a section begins: []{.page-of to=sec-methods}. Typst counts it; Word has a field, whose value is
-- filled in from the PDF until Word counts by itself; elsewhere there are no pages.
local function page_of(to)
  if not to or not to:match("^[%w-]+$") then return {} end
  if FORMAT:match("typst") then
    return pandoc.RawInline("typst", '#context { let page = counter(page).at(<' .. to .. '>).first(); ' ..
      '[#metadata((to: "' .. to .. '", page: page))<page-of>#link(<' .. to .. '>)[#page]] }')
  end
  if FORMAT:match("docx") then
    local run = function(content) return "<w:r>" .. content .. "</w:r>" end
    return pandoc.RawInline("openxml", run('<w:fldChar w:fldCharType="begin"/>') ..
      run('<w:instrText xml:space="preserve"> PAGEREF page_' .. to:gsub("%-", "_") .. ' \\h </w:instrText>') ..
      run('<w:fldChar w:fldCharType="separate"/>') .. run("<w:t>?</w:t>") .. run('<w:fldChar w:fldCharType="end"/>'))
  end
  return {}
end

-- Where a number comes from is for the HTML: elsewhere its span falls away, and nothing is put at the end. That a
-- number was typed on purpose is for the authors.
local function Span(span)
  if span.classes:includes("page-of") then return page_of(span.attributes.to) end
  if span.classes:includes("literature") then return span.content end
  if span.classes:includes("traced") and not FORMAT:match("html") then return span.content end
end

-- PDF only: the heading without a number keeps its anchor inside, since Quarto before 1.9 drops it from beside the heading
-- and typst stops at a link to nowhere.
local function Header(header)
  if not (FORMAT:match("typst") and header.classes:includes("unnumbered")) then return nil end
  if not header.identifier:match("^[%w-]+$") then return nil end
  header.content:insert(pandoc.RawInline("typst", "#metadata(none)<" .. header.identifier .. ">"))
  header.identifier = ""
  return header
end

local function Pandoc(doc)
  local file = FORMAT:match("html") and io.open("_origins.html")
  if not file then return nil end
  doc.blocks:insert(pandoc.RawBlock("html", file:read("a")))
  file:close()
  return doc
end

-- Words are looked at for the PDF alone: handing each word of a manuscript to Lua takes longer than all the rest.
local words = FORMAT:match("typst") and Str or nil
return { { Table = Table, Div = Div, Header = Header, Str = words, Callout = Callout, Span = Span, Pandoc = Pandoc } }
