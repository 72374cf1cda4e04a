using AIoT.Embedded.Hil.Rigs;

namespace AIoT.Embedded.Hil.Targets;

/// <summary>Makes the target that a rig describes.</summary>
public static class TargetFactory
{
    /// <summary>Where the interpreter is looked for when neither option nor rig says.</summary>
    public const string InterpreterVariable = "AIOT_NANOCLR";

    /// <summary>More folders of .pe files, separated by colons.</summary>
    public const string AssembliesVariable = "AIOT_NANOCLR_PE";

    /// <summary>Makes it.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="application">The project whose program a virtual target runs when the rig has no launch: VectorApp.</param>
    public static ITarget For(Rig rig, string application) => rig.Target switch
    {
        TargetKind.Virtual => Virtual(rig, application),
        TargetKind.NanoClr => NanoClr(rig, application),
        _ => new SerialTarget(rig),
    };

    /// <summary>The host program of an application, built with the runner: beside it under the artifacts folder.</summary>
    public static string HostProgram(string application)
    {
        // artifacts/bin/Runner/release/ -> artifacts/bin/VectorApp/release/
        string own = AppContext.BaseDirectory.TrimEnd('/');
        string bin = Path.GetDirectoryName(Path.GetDirectoryName(own))!;
        return Path.Combine(bin, application, Path.GetFileName(own), "AIoT.Embedded." + application);
    }

    private static ProcessTarget Virtual(Rig rig, string application)
    {
        IReadOnlyList<string> launch = rig.Launch.Count == 0 ? ["{application}"] : rig.Launch;
        string program = HostProgram(application);
        if (launch.Any(word => word.Contains("{application}", StringComparison.Ordinal)) && !File.Exists(program))
        {
            throw new HilException($"{program}: not built; run ./aiot setup, or write 'launch' in the rig");
        }

        return new ProcessTarget([.. launch.Select(word => Fill(rig, word).Replace("{application}", program, StringComparison.Ordinal))], rig.Stream);
    }

    private static ProcessTarget NanoClr(Rig rig, string application)
    {
        string interpreter = rig.Interpreter ?? Environment.GetEnvironmentVariable(InterpreterVariable)
            ?? throw new HilException($"rig '{rig.Name}': no interpreter; give --nanoclr FILE, set {InterpreterVariable}, or write 'interpreter' in the rig");
        IEnumerable<string> folders = rig.AssemblyFolders
            .Concat((Environment.GetEnvironmentVariable(AssembliesVariable) ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));
        string[] assemblies = [.. rig.Assemblies.Select(name => Find(rig, name.Replace("{application}", "AIoT.Embedded." + application, StringComparison.Ordinal), [.. folders]))];
        List<string> command = [];
        foreach (string word in rig.Launch)
        {
            if (word == "{assemblies}")
            {
                command.AddRange(assemblies);
            }
            else
            {
                command.Add(Fill(rig, word).Replace("{interpreter}", interpreter, StringComparison.Ordinal));
            }
        }

        return new ProcessTarget(command, input: false);
    }

    private static string Fill(Rig rig, string word) => word.Replace("{rig}", rig.Folder, StringComparison.Ordinal);

    private static string Find(Rig rig, string name, IReadOnlyList<string> folders)
    {
        foreach (string folder in folders)
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        string where = folders.Count == 0 ? "and no folder is given" : "in none of " + string.Join(", ", folders);
        throw new HilException($"rig '{rig.Name}': {name} is missing, {where}; build the device projects and give --pe FOLDER, set {AssembliesVariable}, or write 'assemblyFolders' in the rig");
    }
}
