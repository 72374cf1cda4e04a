using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace AIoT.Embedded.Boards.Cli;

/// <summary>Makes a user's board out of one that is there: the folder with other names.</summary>
/// <param name="catalog">The boards.</param>
public sealed partial class BoardTemplate(BoardCatalog catalog)
{
    /// <summary>Makes the folder beside the one it is made from.</summary>
    /// <param name="name">The new board's name.</param>
    /// <param name="like">The board it starts from.</param>
    /// <param name="output">Told what to do next.</param>
    /// <exception cref="BoardException">A name can't be used, or is taken.</exception>
    public void Create(string name, string like, TextWriter output)
    {
        if (!Name().IsMatch(name))
        {
            throw new BoardException($"'{name}' is no board's name: use 1 to 32 characters of a-z 0-9 -, the first a letter");
        }

        BoardDescription source = catalog.Find(like);
        string folder = Path.Combine(Path.GetDirectoryName(source.Folder)!, name);
        if (Directory.Exists(folder))
        {
            throw new BoardException($"{folder} is there already: take another name, or delete it");
        }

        string[] projects = Directory.GetFiles(source.Folder, "*.csproj");
        if (projects is not [string original])
        {
            throw new BoardException($"'{like}' is a process without an entry point of its own: start from {string.Join(" or ", catalog.Names.Where(one => catalog.Find(one).FirmwareTarget is not null))}");
        }

        string before = Path.GetFileNameWithoutExtension(original);
        string after = Pascal(name);
        if (catalog.Names.Select(one => catalog.Find(one).Folder).SelectMany(one => Directory.GetFiles(one, "*.csproj")).Any(one => Path.GetFileNameWithoutExtension(one).Equals(after, StringComparison.OrdinalIgnoreCase)))
        {
            throw new BoardException($"'{name}' gives a project named {after}, which another board has: take another name");
        }

        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(source.Folder))
        {
            string text = Rename(File.ReadAllText(file), before, after);
            text = Path.GetFileName(file) == BoardFile.FileName ? Describe(text, source, name) : text.Replace(source.Name, name, StringComparison.Ordinal);
            if (file.EndsWith(".nfproj", StringComparison.Ordinal))
            {
                text = ProjectGuid().Replace(text, match => match.Groups[1].Value + GuidOf("AIoT.Embedded." + after) + match.Groups[2].Value);
            }

            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file).Replace(before, after, StringComparison.Ordinal)), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }

        catalog.Find(Path.Combine(folder, BoardFile.FileName));
        output.WriteLine($"{folder}: as {like}. Next:");
        output.WriteLine($"  board.json       name your firmware target, memory, pins and sensor, with sources");
        output.WriteLine($"  Program.cs       the same pins and your sensor's driver");
        output.WriteLine($"  dotnet build boards/{name}/{after}.csproj");
        output.WriteLine("  AIOT_UPDATE_NFPROJ=1 dotnet test tests/Device.Tests   checks that a board can run it, writes its .nfproj, lists it in the solution");
    }

    private static string Describe(string json, BoardDescription source, string name)
        => json.Replace($"\"name\": \"{source.Name}\"", $"\"name\": \"{name}\"", StringComparison.Ordinal)
            .Replace($"\"title\": \"{source.Title}\"", $"\"title\": \"{name}: as {source.Title}\"", StringComparison.Ordinal);

    private static string Rename(string text, string before, string after) => text.Replace(before, after, StringComparison.Ordinal);

    private static string Pascal(string name)
    {
        string text = string.Concat(name.Split('-', StringSplitOptions.RemoveEmptyEntries).Select(part => char.ToUpper(part[0], CultureInfo.InvariantCulture) + part[1..]));
        return text;
    }

    // As tests/Device.Tests names projects: the GUID follows from the assembly's name.
    private static string GuidOf(string assembly) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(assembly + ".nfproj")).AsSpan(0, 16)).ToString("B").ToUpperInvariant();

    [GeneratedRegex("^[a-z][a-z0-9-]{0,31}$")]
    private static partial Regex Name();

    [GeneratedRegex("(<ProjectGuid>).*(</ProjectGuid>)")]
    private static partial Regex ProjectGuid();
}
