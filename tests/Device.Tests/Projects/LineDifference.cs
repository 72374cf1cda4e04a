namespace AIoT.Embedded.Device.Tests.Projects;

/// <summary>Says which lines of a file to add and which to remove.</summary>
public static class LineDifference
{
    /// <summary>Empty where the file says what is expected; order and white space at a line's ends do not count.</summary>
    public static IReadOnlyList<string> Of(string actual, string expected)
    {
        List<string> have = Lines(actual);
        List<string> want = Lines(expected);
        List<string> add = [.. want];
        List<string> remove = [];
        foreach (string line in have)
        {
            if (!add.Remove(line))
            {
                remove.Add(line);
            }
        }

        return [.. remove.Select(line => "remove: " + line), .. add.Select(line => "add:    " + line)];
    }

    private static List<string> Lines(string text) => [.. text.Split('\n').Select(line => line.Trim('\r', ' ', '\t', '\uFEFF')).Where(line => line.Length != 0)];
}
