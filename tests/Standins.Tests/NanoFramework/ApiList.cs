using System.Text.RegularExpressions;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Standins.Tests.NanoFramework;

/// <summary>The public members of real libraries, from their lists.</summary>
public sealed partial class ApiList
{
    private readonly Dictionary<string, HashSet<string>> _types = [];

    /// <summary>Reads lists; the calling test is skipped where they are not.</summary>
    public static ApiList Load(IEnumerable<string> files)
    {
        var list = new ApiList();
        string folder = Path.Combine(Path.GetDirectoryName(TestData.Shared("."))!, "nano-api");
        foreach (string file in files)
        {
            string path = Path.Combine(folder, file);
            Skip.IfNot(File.Exists(path), $"no {path}");
            list.Read(path);
        }

        return list;
    }

    public bool HasType(string type) => _types.ContainsKey(type);

    public bool Has(string type, string member) => _types.TryGetValue(type, out HashSet<string>? members) && members.Contains(member);

    private void Read(string path)
    {
        var scopes = new Stack<(int Indent, HashSet<string> Members)>();
        foreach (string line in File.ReadLines(path).Where(line => line.Trim().Length > 0 && line[0] != '#'))
        {
            int indent = line.Length - line.TrimStart().Length;
            while (scopes.Count > 0 && scopes.Peek().Indent >= indent)
            {
                scopes.Pop();
            }

            Match type = TypeLine().Match(line);
            if (type.Success)
            {
                var members = new HashSet<string>(StringComparer.Ordinal);
                string name = type.Groups["name"].Value;

                // The lists spell types that C# has a word for by that word.
                _types.TryAdd(name.Contains('.', StringComparison.Ordinal) ? name : "System." + char.ToUpperInvariant(name[0]) + name[1..], members);
                scopes.Push((indent, members));
            }
            else if (scopes.Count > 0)
            {
                scopes.Peek().Members.Add(Normal(line));
            }
        }
    }

    // What a caller sees: static stays; virtual, extern and the like go, and accessors that are not public, and values of defaults.
    private static string Normal(string member)
    {
        string text = member.Trim();
        bool isStatic = text.Contains(" static ", StringComparison.Ordinal) || text.StartsWith("static ", StringComparison.Ordinal);
        text = Modifiers().Replace(text, "");
        text = HiddenAccessor().Replace(text, "");
        text = Defaults().Replace(text, " = default");
        return (isStatic ? "static " : "") + text;
    }

    [GeneratedRegex(@"^\s*(?:static |abstract |sealed )*(?:class|interface|enum|struct|delegate) (?<name>[\w.]+)(?: :.*)?$")]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^(?:(?:public|static|virtual|override|abstract|extern|readonly|new) )+")]
    private static partial Regex Modifiers();

    [GeneratedRegex(@"(?:private|internal|protected) [gs]et; ")]
    private static partial Regex HiddenAccessor();

    [GeneratedRegex(@"(?<=\(.*) = (?:default\(\w+\)|[^,()]+)")]
    private static partial Regex Defaults();
}
