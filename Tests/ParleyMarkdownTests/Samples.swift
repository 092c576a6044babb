/// Answers as models write them. None shows a mark of Markdown outside code when it is done.
enum Samples {
    static let all = [guide, table, nested, maths, chinese, review, steps, mixed, tight]

    private static let guide = """
        # Sorting lists

        Here is a **short guide** to *sorting*. Use `sorted()` for a copy, or ``sort()`` in place, see
        [the docs](https://swift.org/documentation "Swift") and ![a chart](https://example.com/c.png) there.

        ## Steps

        - **First**: read the input
        - *Second*: call `sorted(by: >)`
          - nested **bold** point
          - another one

        1. Run it
        2. Check the result

        ```swift
        let xs = [3, 1, 2].sorted() // **not bold** $x$
        print(xs)
        ```

        Done, ~~finally~~ at last.
        """

    private static let table = """
        Compared side by side:
        | Name | Cost | Note |
        |------|:----:|-----:|
        | merge **sort** | `n log n` | stable |
        | bubble | $n^2$ | a [link](https://a.example/b) |

        After the table comes text.
        """

    private static let nested = """
        > A quote with **bold** text
        > and a second line.
        >
        > - with an item
        > - and `code`

        - [ ] write tests
        - [x] run them

        ***

        The end of **it all**.
        """

    private static let maths = """
        The norm \\(\\|x\\|_2\\) is at most $a_1 + b$, so

        \\[
        x = \\sqrt{2}
        - 1
        \\]

        and then $$E = mc^2$$ holds. It costs 5 dollars.
        """

    private static let chinese = """
        **注意：**请先安装`工具`，然后运行**下面的“命令”**。

        1. 第一步：*打开*终端
        2. 第二步：输入`ls`

        > 范围是3到5，见[文档](https://example.com/文档)。👩‍👩‍👧
        """

    private static let review = """
        The fix is in `parse()`:

        ```diff
        - old
        + new
        ```

        1. **Correctness** – it *never* returns `nil` now.

           More on that: the **second** branch.

        2. **Speed** – fine.

        ---

        Thanks!
        """

    private static let steps = """
        ### 1. Install

        ~~~sh
        pip install x | tee log
        ~~~

        ### 2. Run

        ***Important:*** use <https://example.com/a> &amp; wait. Then __done__ and _over_.
        """

    private static let mixed = """
        Fish & chips, 3 < 4, R&D and AT&T are text. So is 2 + 2 = 4!

        A line that ends hard\\
        and goes on **in bold
        over two lines** here.

        * star item
        * another with **bold** and `a | b`

        + plus item
        """

    private static let tight = """
        Text
        - item right under it
        - second item
        ## Heading right under that
        Paragraph right under that
        ```
        code right under that
        ```
        > quote right under that

        1) one
        2) two **and** a half
        """
}
