namespace AIoT.Embedded.ModelTools.KernelGenerator;

/// <summary>A value or its negative: minus signs are carried along and vanish into sums, so that no opcode is spent on them.</summary>
public readonly record struct Signed(Node Node, bool Minus = false)
{
    public static implicit operator Signed(Node node) => new(node);

    public static Signed operator -(Signed a) => new(a.Node, !a.Minus);

    public static Signed operator -(Signed a, Signed b) => a + -b;

    public static Signed operator +(Signed a, Signed b) => (a.Minus, b.Minus) switch
    {
        (false, false) => new Node(["", " + ", ""], a.Node, b.Node),
        (false, true) => new Node(["", " - ", ""], a.Node, b.Node),
        (true, false) => new Node(["", " - ", ""], b.Node, a.Node),
        (true, true) => -(Signed)new Node(["", " + ", ""], a.Node, b.Node),
    };

    /// <summary>The value without a sign of its own: the difference turned round, or a negation.</summary>
    public Node Plain() => (Minus, Node.Pieces) switch
    {
        (false, _) => Node,
        (true, ["", " - ", ""]) => new Node(["", " - ", ""], Node.Operands[1], Node.Operands[0]),
        _ => new Node(["-", ""], Node),
    };

    /// <summary><c>(a ca + b cb) &gt;&gt; shift</c>, exactly, whatever the signs of a and b.</summary>
    public static Node ShiftedProducts(Signed a, Node ca, Signed b, Node cb, int shift) => (a.Minus, b.Minus) switch
    {
        (false, false) => new Node(["(", " * ", " + ", " * ", $") >> {shift}"], a.Node, ca, b.Node, cb),
        (false, true) => new Node(["(", " * ", " - ", " * ", $") >> {shift}"], a.Node, ca, b.Node, cb),
        (true, false) => new Node(["(", " * ", " - ", " * ", $") >> {shift}"], b.Node, cb, a.Node, ca),
        (true, true) => new Node(["(-(", " * ", ") - ", " * ", $") >> {shift}"], a.Node, ca, b.Node, cb),
    };

    /// <summary><c>(a c) &gt;&gt; shift</c>, exactly, whatever the sign of a.</summary>
    public static Node ShiftedProduct(Signed a, Node c, int shift) =>
        new([a.Minus ? "(-" : "(", " * ", $") >> {shift}"], a.Node, c);
}
