"""How nbgrader grades this course: by the judge, without running a student's kernel."""

c = get_config()  # noqa: F821  (nbgrader provides it)

c.CourseDirectory.course_id = "multiprocessing"
# A notebook that was run leaves its modules, the solutions, beside it: never copy those.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.py"]
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.Autograde.exporter_class = "autograder.preprocessor.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    "autograder.preprocessor.RepairFromRelease",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "autograder.preprocessor.Judge",
    "autograder.preprocessor.SaveMarks",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Neither the feedback pages nor formgrader run anything of a student's.
c.GenerateFeedback.exporter_class = "autograder.pages.FeedbackPage"
c.HTMLExporter.preprocessors = ["autograder.pages.SanitizePage"]
c.HTMLExporter.filters = {"markdown2html": "autograder.pages.safe_markdown"}
c.ExportApp.plugin_class = "autograder.gradebook.CsvExport"
