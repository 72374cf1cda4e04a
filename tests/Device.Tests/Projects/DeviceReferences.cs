using AIoT.Embedded.Device.Tests.Gate;
using Mono.Cecil;

namespace AIoT.Embedded.Device.Tests.Projects;

/// <summary>The device libraries that a firmware project must reference: what its code and that of its project references call for, and what those packages need.</summary>
public static class DeviceReferences
{
    public static IReadOnlyList<AllowedLibrary> Of(FirmwareProject project, AllowedApi api)
    {
        HashSet<string> packages = [];
        Queue<string> open = new(["nanoFramework.CoreLibrary"]);
        foreach (FirmwareProject one in WithReferences(project))
        {
            using ModuleDefinition module = ModuleDefinition.ReadModule(one.AssemblyPath);
            foreach (AllowedLibrary library in new Gate.Rules.MemberRule(api).Libraries(module))
            {
                open.Enqueue(library.Package);
            }
        }

        while (open.TryDequeue(out string? package))
        {
            if (packages.Add(package))
            {
                foreach (string needed in api.Libraries.Where(library => library.Package == package).SelectMany(library => library.DependsOn))
                {
                    open.Enqueue(needed);
                }
            }
        }

        return [.. api.Libraries.Where(library => packages.Contains(library.Package)).OrderBy(library => library.Assembly, StringComparer.Ordinal)];
    }

    private static IEnumerable<FirmwareProject> WithReferences(FirmwareProject project) =>
        project.References().SelectMany(WithReferences).Append(project).DistinctBy(one => one.Name);
}
