<?php
// import.php TARGET: installs WordPress into TARGET/www and fills it from TARGET/content; writes TARGET/addresses.json.
// Command line only. BASE (environment) is the address of the site, without a slash at the end.
[, $target] = $argv;
$base = getenv('BASE');
$_SERVER += ['HTTP_HOST' => substr($base, 7), 'REQUEST_URI' => '/', 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1'];
define('WP_INSTALLING', true);
define('WP_CONTENT_URL', "$base/wp-content");  // WordPress would take it from a table that is not there yet
require "$target/www/wp-load.php";
foreach (['admin', 'upgrade', 'image'] as $part) require_once ABSPATH . "wp-admin/includes/$part.php";
add_filter('pre_wp_mail', '__return_true');
$content = json_decode(file_get_contents("$target/content/content.json"), true);
$site = $content['site'];

// 1. An empty, Polish WordPress.
wp_install($site['name'], 'admin', 'admin@klaster.example', true, '', wp_slash('only-on-loopback'), 'pl_PL');
kses_remove_filters();
wp_defer_term_counting(true);
wp_defer_comment_counting(true);
foreach (get_posts(['numberposts' => -1, 'post_type' => ['post', 'page'], 'post_status' => 'any']) as $post) wp_delete_post($post->ID, true);
$options = [
    'siteurl' => $base, 'home' => $base, 'blogdescription' => 'Razem dla ' . $site['trade'], 'WPLANG' => 'pl_PL',
    'timezone_string' => 'Europe/Warsaw', 'date_format' => 'j F Y', 'time_format' => 'H:i', 'posts_per_page' => 10,
    'blog_public' => 1, 'rss_use_excerpt' => (int) !empty($site['excerpt_feed']),
];
foreach ($options as $name => $value) update_option($name, $value);
switch_theme($site['theme']);
$GLOBALS['wp_rewrite']->set_permalink_structure($site['permalinks']);
create_initial_taxonomies();  // again, now that addresses have a form
kronika_events();
$author = [];
foreach ($content['authors'] as $login => $name) {
    $author[$login] = wp_insert_user([
        'user_login' => $login, 'user_pass' => wp_generate_password(), 'user_email' => "$login@klaster.example",
        'display_name' => $name, 'role' => 'editor',
    ]);
}
$category = [];
foreach ($content['categories'] as $name) $category[$name] = wp_insert_term($name, 'category')['term_id'];
update_option('default_category', $category['Aktualności']);
wp_delete_term(1, 'category');

// 2. Pictures and documents. $address[FORM][KEY] is what @@FORM:KEY@@ stands for in a text.
$address = ['url' => [], 'path' => [], 'short' => [], 'medium' => [], 'id' => []];
function remember(string $key, int $id, string $url): void {
    global $address, $base;
    $address['url'][$key] = $url;
    $address['path'][$key] = substr($url, strlen($base));
    $address['short'][$key] = "/?p=$id";
    $address['id'][$key] = (string) $id;
}
$number = 0;
foreach ($content['images'] + $content['files'] as $key => $file) {
    $folder = sprintf('%d/%02d', 2009 + $number % 17, 1 + $number++ % 12);
    $path = "$target/www/wp-content/uploads/$folder/$file";
    wp_mkdir_p(dirname($path));
    copy("$target/content/files/$file", $path);
    $type = wp_check_filetype($file)['type'];
    $title = pathinfo($file, PATHINFO_FILENAME);
    $id = wp_insert_attachment(['post_title' => $title, 'post_mime_type' => $type, 'post_status' => 'inherit'], "$folder/$file");
    remember($key, $id, wp_get_attachment_url($id));
    if ($type === 'image/png') {
        wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $path));
        $address['medium'][$key] = wp_get_attachment_image_src($id, 'medium')[0];
    }
}

// 3. Articles, pages and events: first all of them, so that all addresses are known, then their texts.
function local(string $iso): string {
    return (new DateTime($iso))->setTimezone(wp_timezone())->format('Y-m-d H:i:s');
}
$types = ['news' => 'post', 'english' => 'post', 'page' => 'page', 'event' => 'wydarzenie'];
$entries = array_merge($content['posts'], $content['pages'], $content['events']);
foreach ($entries as $entry) {
    $id = wp_insert_post(wp_slash([
        'post_title' => $entry['title'], 'post_name' => $entry['slug'], 'post_type' => $types[$entry['kind']], 'post_status' => 'publish',
        'post_date' => local($entry['published']), 'post_author' => $author[$entry['author']], 'post_content' => '…',
        'post_category' => array_map(fn($name) => $category[$name], $entry['categories'] ?? []), 'tags_input' => $entry['tags'] ?? [],
        'comment_status' => $entry['kind'] === 'page' ? 'closed' : 'open',
    ]), true);
    if (is_wp_error($id)) exit($entry['key'] . ': ' . $id->get_error_message() . "\n");
    remember($entry['key'], $id, '');
}
wp_defer_term_counting(false);
$role = array_column($content['pages'], 'key', 'role');
if (isset($role['front'])) {
    update_option('show_on_front', 'page');
    update_option('page_on_front', (int) $address['id'][$role['front']]);
    update_option('page_for_posts', (int) $address['id'][$role['news']]);
}
foreach ($entries as $entry) remember($entry['key'], (int) $address['id'][$entry['key']], get_permalink((int) $address['id'][$entry['key']]));

$fill = fn($match) => $address[$match[1]][$match[2]];
foreach ($entries as $entry) {
    $id = (int) $address['id'][$entry['key']];
    $GLOBALS['wpdb']->update($GLOBALS['wpdb']->posts, [
        'post_content' => preg_replace_callback('/@@(\w+):([^@]+)@@/', $fill, $entry['html']),
        'post_modified' => local($entry['modified']), 'post_modified_gmt' => get_gmt_from_date(local($entry['modified'])),
    ], ['ID' => $id]);
    clean_post_cache($id);
    if (!empty($entry['featured'])) set_post_thumbnail($id, (int) $address['id'][$entry['featured']]);
    if (!empty($entry['related'])) update_post_meta($id, '_related', array_map(fn($key) => (int) $address['id'][$key], $entry['related']));
    if (!empty($entry['sticky'])) stick_post($id);
    foreach ($entry['comments'] ?? [] as $comment) {
        wp_insert_comment(wp_slash([
            'comment_post_ID' => $id, 'comment_author' => $comment['author'], 'comment_content' => $comment['text'],
            'comment_date' => local($comment['published']), 'comment_approved' => 1,
        ]));
    }
}

// 4. What nobody may see: unpublished texts and a comment that waits for approval.
foreach ($content['hidden'] as $secret) {
    wp_insert_post(wp_slash([
        'post_title' => $secret['title'], 'post_content' => $secret['text'], 'post_status' => $secret['status'],
        'post_date' => $secret['published'], 'post_password' => $secret['password'] ?? '', 'post_author' => $author['biuro'],
    ]));
}
wp_insert_comment([
    'comment_post_ID' => (int) $address['id']['post-0000'], 'comment_author' => 'Nieznany',
    'comment_content' => 'TAJNE-KOMENTARZ czeka na zgodę.', 'comment_approved' => 0,
]);

// 5. Menu and widgets.
$menu = wp_create_nav_menu('Menu główne');
$add = fn($entry) => wp_update_nav_menu_item($menu, 0, $entry + ['menu-item-status' => 'publish']);
foreach ($content['pages'] as $page) {
    $object = ['menu-item-type' => 'post_type', 'menu-item-object' => 'page', 'menu-item-object-id' => (int) $address['id'][$page['key']]];
    if ($page['menu']) $add($object);
}
$add(['menu-item-title' => 'Wydarzenia', 'menu-item-url' => get_post_type_archive_link('wydarzenie')]);
set_theme_mod('nav_menu_locations', ['primary' => $menu]);
$widgets = ['_multiwidget' => 1];
foreach (kronika_widgets() as $block) $widgets[] = ['content' => $block];
update_option('widget_block', $widgets);
$numbers = array_filter(array_keys($widgets), 'is_int');
update_option('sidebars_widgets', ['sidebar-1' => array_map(fn($number) => "block-$number", $numbers), 'array_version' => 3]);
wp_defer_comment_counting(false);
delete_option('rewrite_rules');  // the first visit makes them
file_put_contents("$target/addresses.json", json_encode($address, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE));
