using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AIoT.Embedded.Hil.Rigs;

/// <summary>Reads rig files: YAML, or JSON, which is YAML too.</summary>
public static class RigFile
{
    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="HilException">What is wrong, with line and key.</exception>
    public static Rig Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new HilException($"{path}: can't be read ({error.Message.TrimEnd('.')}); give an existing rig file, for instance --rig hil/rigs/virtual.yaml");
        }

        return Parse(path, text);
    }

    /// <summary>Reads the text of a file.</summary>
    public static Rig Parse(string path, string text)
    {
        YamlStream stream = [];
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            throw new HilException($"{path}, line {error.Start.Line}: no YAML ({error.Message.Split(": ")[^1].TrimEnd('.')}); docs/hil.md shows a rig file");
        }

        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
        {
            throw new HilException($"{path}, line 1: holds no keys; docs/hil.md shows a rig file");
        }

        RigSection section = new(path, "", root);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Rig rig = Common(section, folder);
        rig = rig.Target switch
        {
            TargetKind.Virtual => rig with { Launch = section.Texts("launch"), Lock = section.Text("lock"), Stream = section.Flag("stream") },
            TargetKind.NanoClr => NanoClr(section, rig),
            _ => Serial(section, rig),
        };
        section.RefuseOthers();
        return rig;
    }

    private static Rig Common(RigSection section, string folder)
    {
        string name = section.Required("name", "bench-1");
        if (name.Length > 40 || name.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-')))
        {
            throw section.Wrong("name", $"'{name}' is not 1 to 40 of a-z, 0-9 and hyphens");
        }

        TargetKind kind = section.Choice("target", section.Required("target", "virtual"), ("virtual", TargetKind.Virtual), ("nanoclr", TargetKind.NanoClr), ("serial", TargetKind.Serial));
        Rig rig = new() { Name = name, Folder = folder, Target = kind };
        rig = rig with
        {
            LockLimit = section.Seconds("lockSeconds", rig.LockLimit),
            StartLimit = section.Seconds("startSeconds", rig.StartLimit),
            IdleLimit = section.Seconds("idleSeconds", rig.IdleLimit),
            RunLimit = section.Seconds("runSeconds", rig.RunLimit),
            FloodBytes = section.Whole("floodBytes", 100, 1_000_000_000, rig.FloodBytes),
            Attempts = section.Whole("attempts", 1, 20, rig.Attempts),
            Without = section.Texts("without"),
            ExpectTarget = section.Text("expectTarget"),
            Baseline = Below(folder, section.Text("baseline")),
            History = Below(folder, section.Text("history")),
        };
        if (section.Section("gates") is { } gates)
        {
            rig = rig with
            {
                TimeGatePercent = gates.Number("timePercent", 0, 10000),
                TimeFloorMicroseconds = gates.Whole("timeFloorMicroseconds", 0, int.MaxValue, (int)rig.TimeFloorMicroseconds),
                MemoryGatePercent = gates.Number("memoryPercent", 0, 100),
            };
            gates.RefuseOthers();
        }

        return rig;
    }

    private static Rig NanoClr(RigSection section, Rig rig)
    {
        IReadOnlyList<string> assemblies = section.Texts("assemblies");
        if (assemblies.Count == 0)
        {
            throw section.Wrong("assemblies", "is missing or empty; list the .pe files in dependency order, mscorlib.pe first and the application last");
        }

        IReadOnlyList<string> launch = section.Texts("launch");
        if (!launch.Contains("{assemblies}"))
        {
            throw section.Wrong("launch", "lacks the word {assemblies}, which the .pe files take the place of; write for instance launch: [\"{interpreter}\", \"{assemblies}\"]");
        }

        return rig with
        {
            Launch = launch,
            Interpreter = section.Text("interpreter") is { } interpreter ? Program(rig.Folder, interpreter) : null,
            Assemblies = assemblies,
            AssemblyFolders = [.. section.Texts("assemblyFolders").Select(folder => Below(rig.Folder, folder)!)],
            Lock = section.Text("lock"),
        };
    }

    private static Rig Serial(RigSection section, Rig rig)
    {
        string port = section.Required("port", "/dev/aiot/esp32-1");
        IReadOnlyList<string> flash = section.Texts("flash");
        string? image = section.Text("image");
        if (flash.Any(word => word.Contains("{image}", StringComparison.Ordinal)) && image is null)
        {
            throw section.Wrong("image", "is missing, and 'flash' takes {image}; write the path of the deployment image");
        }

        RigSection? reset = section.Section("reset");
        ResetKind kind = reset is null ? ResetKind.None : reset.Choice("by", reset.Required("by", "rts"), ("rts", ResetKind.Rts), ("dtr", ResetKind.Dtr), ("command", ResetKind.Command), ("none", ResetKind.None));
        IReadOnlyList<string> command = reset?.Texts("command") ?? [];
        if (kind == ResetKind.Command && command.Count == 0)
        {
            throw reset!.Wrong("command", "is missing; write the command as a list of words");
        }

        reset?.RefuseOthers();
        int baud = section.Whole("baud", 1, 4_000_000, rig.Baud);
        if (!Targets.TtyBaud.IsKnown(baud))
        {
            throw section.Wrong("baud", $"{baud} is no rate of a Linux tty; write one of {string.Join(", ", Targets.TtyBaud.Rates)}");
        }

        bool stream = section.Flag("stream");
        bool input = section.Flag("input") || stream;
        return rig with
        {
            Port = port,
            Baud = baud,
            Input = input,
            Flash = flash,
            Image = Below(rig.Folder, image),
            FlashLimit = section.Seconds("flashSeconds", rig.FlashLimit),
            Reset = kind,
            ResetCommand = command,
            Lock = section.Text("lock") ?? port,
            Stream = stream,
        };
    }

    private static string? Below(string folder, string? path) => path is null ? null : Path.GetFullPath(Path.Combine(folder, path));

    // A bare name is looked for on the PATH, anything with a slash from the rig's folder on.
    private static string Program(string folder, string path) => path.Contains('/', StringComparison.Ordinal) ? Below(folder, path)! : path;
}
