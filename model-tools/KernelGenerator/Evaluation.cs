using System.Globalization;

namespace AIoT.Embedded.ModelTools.KernelGenerator;

/// <summary>
/// Turns a graph into statements that an interpreter runs with the fewest opcodes: a value stands where it is first used,
/// as <c>(v = expression)</c> if it is used again (a copy on the stack instead of a store and a load), and its local is taken again after the last use.
/// </summary>
public sealed class Evaluation
{
    private readonly Dictionary<Node, int> _uses = [];
    private readonly Dictionary<Node, int> _locals = [];
    private readonly SortedSet<int> _free = [];
    private int _count;

    /// <summary>Prepares to evaluate exactly these values, each once, in this order.</summary>
    public Evaluation(IEnumerable<Node> outputs)
    {
        foreach (Node output in outputs)
        {
            Count(output);
        }
    }

    /// <summary>Names of the locals taken so far.</summary>
    public IEnumerable<string> Locals => Enumerable.Range(0, _count).Select(Name);

    /// <summary>The expression of a value at this point of the program.</summary>
    public string Use(Node node)
    {
        if (_locals.TryGetValue(node, out int local))
        {
            if (--_uses[node] == 0)
            {
                _free.Add(local);
            }

            return Name(local);
        }

        string code = Code(node);
        bool again = --_uses[node] > 0;
        bool name = node.Operands.Count == 0 && code.All(char.IsLetterOrDigit);
        if (name || (!again && node.Operands.Count == 0))
        {
            return code;
        }

        if (!again)
        {
            return $"({code})";
        }

        return $"({Name(Take(node))} = {code})";
    }

    /// <summary>A statement that evaluates a value ahead of its first use. It costs a store and a load more than <see cref="Use"/>.</summary>
    public string Set(Node node)
    {
        string code = Code(node);
        return $"{Name(Take(node))} = {code};";
    }

    private static string Name(int local) => "v" + local.ToString(CultureInfo.InvariantCulture);

    private string Code(Node node)
    {
        string code = node.Pieces[0];
        for (int i = 0; i < node.Operands.Count; i++)
        {
            code += Use(node.Operands[i]) + node.Pieces[i + 1];
        }

        return code;
    }

    private int Take(Node node)
    {
        int local = _free.Count > 0 ? _free.Min : _count++;
        _free.Remove(local);
        _locals.Add(node, local);
        return local;
    }

    private void Count(Node node)
    {
        if (_uses.TryGetValue(node, out int uses))
        {
            _uses[node] = uses + 1;
            return;
        }

        _uses[node] = 1;
        foreach (Node operand in node.Operands)
        {
            Count(operand);
        }
    }
}
