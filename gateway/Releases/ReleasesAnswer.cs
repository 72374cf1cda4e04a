namespace AIoT.Embedded.Gateway.Releases;

/// <summary>Model releases, the keys that sign them, and what boards run.</summary>
public sealed record ReleasesAnswer(IReadOnlyList<StoredModel> Models, IReadOnlyList<ModelKey> Keys, IReadOnlyList<ModelBoardView> Boards);
