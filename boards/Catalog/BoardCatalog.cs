namespace AIoT.Embedded.Boards;

/// <summary>The boards in a list of folders: each folder in them that holds a <c>board.json</c>.</summary>
/// <param name="folders">Where boards are, first come first.</param>
public sealed class BoardCatalog(IReadOnlyList<string> folders)
{
    /// <summary>The environment variable with more folders, separated as in PATH.</summary>
    public const string PathVariable = "AIOT_BOARDS";

    /// <summary>
    /// The catalog that tools use: the folders of <see cref="PathVariable"/>, then <c>boards</c> of the repository that holds the program
    /// or the current folder.
    /// </summary>
    public static BoardCatalog Default()
    {
        List<string> folders = [.. (Environment.GetEnvironmentVariable(PathVariable) ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)];
        foreach (string start in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            {
                string boards = Path.Combine(folder.FullName, "boards");
                if (File.Exists(Path.Combine(boards, "virtual", BoardFile.FileName)))
                {
                    folders.Add(boards);
                    break;
                }
            }
        }

        return new BoardCatalog([.. folders.Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>The names of all boards, in ordinal order.</summary>
    public IReadOnlyList<string> Names => [.. folders.Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories)
        .Where(folder => File.Exists(Path.Combine(folder, BoardFile.FileName))).Select(folder => Path.GetFileName(folder)!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Finds a board.</summary>
    /// <param name="nameOrPath">A name, or the path of a board's folder or of a <c>board.json</c>: something with a separator or that ends with <c>.json</c>.</param>
    /// <exception cref="BoardException">There is no such board (the message lists those there are), or its description is wrong.</exception>
    public BoardDescription Find(string nameOrPath)
    {
        if (nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
        {
            return BoardFile.Read(nameOrPath);
        }

        if (nameOrPath.AsSpan().IndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) >= 0 || nameOrPath is "." or "..")
        {
            return BoardFile.Read(Path.Combine(nameOrPath, BoardFile.FileName));
        }

        foreach (string folder in folders)
        {
            string file = Path.Combine(folder, nameOrPath, BoardFile.FileName);
            if (nameOrPath.Length > 0 && File.Exists(file))
            {
                BoardDescription board = BoardFile.Read(file);
                return board.Name == nameOrPath
                    ? board
                    : throw new BoardException($"{file}: name: '{board.Name}' is not the folder's name '{nameOrPath}': make them the same");
            }
        }

        string there = Names.Count > 0 ? $"there is {string.Join(", ", Names)}"
            : folders.Count > 0 ? $"there is none in {string.Join(", ", folders)}"
            : $"no folder of boards is known here: name some in {PathVariable}";
        throw new BoardException($"no board '{nameOrPath}': {there}; or give the path of a {BoardFile.FileName}");
    }
}
