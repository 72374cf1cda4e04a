using AIoT.Embedded.Hil.Rigs;

namespace AIoT.Embedded.Hil.Commands;

/// <summary>What the command line says instead of the rig file.</summary>
internal static class RigOverrides
{
    public static Rig Apply(Rig rig, string? interpreter, IReadOnlyList<string> assemblyFolders, string? port)
    {
        Refuse("--nanoclr", interpreter is not null, TargetKind.NanoClr);
        Refuse("--pe", assemblyFolders.Count > 0, TargetKind.NanoClr);
        Refuse("--port", port is not null, TargetKind.Serial);
        if (assemblyFolders.FirstOrDefault(folder => !Directory.Exists(folder)) is { } missing)
        {
            throw new HilException($"--pe {missing}: no such folder; give a folder that holds .pe files");
        }

        return rig with
        {
            Interpreter = interpreter ?? rig.Interpreter,
            AssemblyFolders = [.. assemblyFolders, .. rig.AssemblyFolders],
            Lock = port is not null && rig.Lock == rig.Port ? port : rig.Lock,
            Port = port ?? rig.Port,
        };

        void Refuse(string option, bool given, TargetKind kind)
        {
            if (given && rig.Target != kind)
            {
                throw new HilException($"{option}: is for {(kind == TargetKind.Serial ? "serial" : "nanoclr")} rigs, '{rig.Name}' is {rig.Target}; leave it out");
            }
        }
    }
}
