namespace AIoT.Embedded.Gateway.Store;

/// <summary>The steps of this gateway, found by their type, in order.</summary>
public static class SchemaSteps
{
    public static IReadOnlyList<SchemaStep> All() =>
    [
        .. typeof(SchemaStep).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(SchemaStep)) && !type.IsAbstract)
            .Select(type => (SchemaStep)Activator.CreateInstance(type)!)
            .OrderBy(step => step.Name, StringComparer.Ordinal),
    ];
}
